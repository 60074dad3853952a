// SPDX-License-Identifier: BSL-1.0
// Links every header, alone and together: what is defined and not inline would be defined twice.

#include <logdefer/asio.hpp>
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/boost_json.hpp>
#include <logdefer/clock.hpp>
#include <logdefer/coroutine.hpp>
#include <logdefer/described.hpp>
#include <logdefer/detail/arena.hpp>
#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/atomic.hpp>
#include <logdefer/detail/await_timer.hpp>
#include <logdefer/detail/awaiting.hpp>
#include <logdefer/detail/binding.hpp>
#include <logdefer/detail/braced.hpp>
#include <logdefer/detail/config.hpp>
#include <logdefer/detail/context.hpp>
#include <logdefer/detail/ended.hpp>
#include <logdefer/detail/entry_list.hpp>
#include <logdefer/detail/exceptions.hpp>
#include <logdefer/detail/fan_out.hpp>
#include <logdefer/detail/futex.hpp>
#include <logdefer/detail/json_parser.hpp>
#include <logdefer/detail/json_text.hpp>
#include <logdefer/detail/json_writer.hpp>
#include <logdefer/detail/key_hash.hpp>
#include <logdefer/detail/key_merger.hpp>
#include <logdefer/detail/key_table.hpp>
#include <logdefer/detail/log_access.hpp>
#include <logdefer/detail/merging.hpp>
#include <logdefer/detail/numbers.hpp>
#include <logdefer/detail/object_merger.hpp>
#include <logdefer/detail/pool.hpp>
#include <logdefer/detail/process.hpp>
#include <logdefer/detail/process_mutex.hpp>
#include <logdefer/detail/queued_sink.hpp>
#include <logdefer/detail/record_lanes.hpp>
#include <logdefer/detail/record_queue.hpp>
#include <logdefer/detail/reserve.hpp>
#include <logdefer/detail/run_detail.hpp>
#include <logdefer/detail/sealer.hpp>
#include <logdefer/detail/sized.hpp>
#include <logdefer/detail/transaction.hpp>
#include <logdefer/detail/utf8.hpp>
#include <logdefer/detail/value_traits.hpp>
#include <logdefer/detail/wide_text.hpp>
#include <logdefer/detail/word_writer.hpp>
#include <logdefer/error.hpp>
#include <logdefer/fwd.hpp>
#include <logdefer/json_reader.hpp>
#include <logdefer/json_serializer.hpp>
#include <logdefer/level.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/object.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/record.hpp>
#include <logdefer/serializer.hpp>
#include <logdefer/serializers/text_serializer.hpp>
#include <logdefer/sink.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/sinks/descriptor_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/sinks/line_writer.hpp>
#include <logdefer/sinks/open_file.hpp>
#include <logdefer/sinks/overflow.hpp>
#include <logdefer/sinks/sink_counters.hpp>
#include <logdefer/sinks/withheld_signal.hpp>
#include <logdefer/sinks/write_lock.hpp>
#include <logdefer/testing.hpp>
#include <logdefer/text.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/value.hpp>
#include <logdefer/value_view.hpp>
#include <logdefer/value_writer.hpp>
#include <logdefer/version.hpp>

#if __has_include(<spdlog/sinks/sink.h>)  // which a program needs only for this sink
#include <logdefer/sinks/spdlog_sink.hpp>
#endif

int main() {}
