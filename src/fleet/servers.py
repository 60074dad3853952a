# SPDX-License-Identifier: BSL-1.0
"""A fleet of ClickHouse servers and a ZooKeeper on loopback, in a folder, without systemd. At its end nothing runs."""

import contextlib
import ctypes
import pathlib
import shutil
import signal
import socket
import subprocess
import time

import clickhouse

DATABASE = "logdefer"
PATIENCE = 120  # seconds until a server has to answer, on a busy machine


def missing_programs():
    """What Debian's packages clickhouse-server and zookeeper would install."""
    missing = [name for name in ("clickhouse-server", "java") if not shutil.which(name)]
    return missing + ([] if zookeeper_jars() else ["zookeeper.jar"])


def zookeeper_jars():
    environment = pathlib.Path("/etc/zookeeper/conf/environment")
    if not environment.exists():
        return ""
    for line in environment.read_text(encoding="utf-8").splitlines():
        if line.startswith("CLASSPATH="):
            return line.partition("=")[2].strip('"').replace("$ZOOCFGDIR", str(environment.parent))
    return ""


def free_ports(count):
    """Ports that nobody listens on. All are held until the last one is found."""
    with contextlib.ExitStack() as held:
        ports = []
        for _ in range(count):
            listener = held.enter_context(socket.socket())
            listener.bind(("127.0.0.1", 0))
            ports.append(listener.getsockname()[1])
    return ports


def die_with_parent():
    """In a child: the kernel kills it if this program is killed."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Process:
    """A server that can be killed and started again. What it prints goes to a file of its folder."""

    def __init__(self, folder, command):
        self.folder, self.command, self.process = folder, command, None
        folder.mkdir(parents=True, exist_ok=True)

    def start(self):
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                            cwd=self.folder, start_new_session=True, preexec_fn=die_with_parent)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def has_ended(self):
        return self.process.poll() is not None

    def last_words(self):
        files = [path for path in (self.folder / "output", self.folder / "errors") if path.exists()]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in files)


class ZooKeeper(Process):
    def __init__(self, folder):
        self.port = free_ports(1)[0]
        super().__init__(folder, ["java", "-Xmx256m", "-cp", zookeeper_jars(),
                                  "org.apache.zookeeper.server.quorum.QuorumPeerMain", str(folder / "zoo.cfg")])
        (folder / "zoo.cfg").write_text(
            f"tickTime=2000\ndataDir={folder}/data\nclientPort={self.port}\nclientPortAddress=127.0.0.1\n"
            "admin.enableServer=false\nmaxClientCnxns=0\n4lw.commands.whitelist=srvr\n", encoding="utf-8")

    def answers(self):
        """Whether it serves requests, which it does only some time after it accepts connections."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"srvr")
            return b"Mode:" in connection.makefile("rb").read()
        return False


class ClickHouse(Process):
    """One server. `ports` are those of HTTP, of queries of other servers, and of their data."""

    def __init__(self, folder, shard, replica):
        self.shard, self.replica = shard, replica
        self.http, self.tcp, self.data = free_ports(3)
        self.client = clickhouse.Server(f"127.0.0.1:{self.http}", DATABASE)
        super().__init__(folder, ["clickhouse-server", f"--config-file={folder}/config.xml"])

    def configure(self, cluster, zookeeper_port):
        (self.folder / "users.xml").write_text(USERS, encoding="utf-8")
        (self.folder / "config.xml").write_text(
            CONFIG.format(folder=self.folder, http=self.http, tcp=self.tcp, data=self.data, cluster=cluster,
                          zookeeper=zookeeper_port, shard=self.shard, replica=self.replica), encoding="utf-8")

    def answers(self):
        with contextlib.suppress(clickhouse.Away, clickhouse.Refused):
            clickhouse.Server(self.client.address, "default", timeout=5).ask("SELECT 1")
            return True
        return False


class Fleet:
    """Shards with their replicas, as a context."""

    def __init__(self, folder, shards, replicas):
        self.zookeeper = ZooKeeper(folder / "zookeeper")
        self.shards = [[ClickHouse(folder / f"shard{s}-replica{r}", s, r) for r in range(1, replicas + 1)]
                       for s in range(1, shards + 1)]
        cluster = "".join(
            "<shard><internal_replication>true</internal_replication>"
            + "".join(f"<replica><host>127.0.0.1</host><port>{server.tcp}</port></replica>" for server in shard)
            + "</shard>" for shard in self.shards)
        for server in self.servers():
            server.configure(cluster, self.zookeeper.port)

    def servers(self):
        return [server for shard in self.shards for server in shard]

    def addresses(self):
        """What `load --server` is given, for each shard."""
        return [",".join(server.client.address for server in shard) for shard in self.shards]

    def start(self, *processes):
        for process in processes:
            process.start()
        for process in processes:
            deadline = time.monotonic() + PATIENCE
            while not process.answers():
                if process.has_ended() or time.monotonic() > deadline:
                    raise RuntimeError(f"{process.command[0]} does not answer:\n{process.last_words()}")
                time.sleep(0.1)

    def __enter__(self):
        try:
            self.start(self.zookeeper)
            self.start(*self.servers())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in (*self.servers(), self.zookeeper):
            process.kill()


USERS = """<yandex>
  <profiles><default>
    <max_memory_usage>4000000000</max_memory_usage>
    <max_threads>2</max_threads>
  </default></profiles>
  <users><default>
    <password></password>
    <networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile>
    <quota>default</quota>
  </default></users>
  <quotas><default></default></quotas>
</yandex>
"""

CONFIG = """<yandex>
  <logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
  <http_port>{http}</http_port>
  <tcp_port>{tcp}</tcp_port>
  <interserver_http_port>{data}</interserver_http_port>
  <interserver_http_host>127.0.0.1</interserver_http_host>
  <listen_host>127.0.0.1</listen_host>
  <path>{folder}/data/</path>
  <tmp_path>{folder}/data/tmp/</tmp_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>268435456</mark_cache_size>
  <timezone>UTC</timezone>
  <remote_servers><fleet>{cluster}</fleet></remote_servers>
  <zookeeper>
    <node><host>127.0.0.1</host><port>{zookeeper}</port></node>
    <session_timeout_ms>10000</session_timeout_ms>
  </zookeeper>
  <kafka><auto_offset_reset>earliest</auto_offset_reset></kafka>
  <macros><shard>{shard}</shard><replica>{replica}</replica></macros>
</yandex>
"""
