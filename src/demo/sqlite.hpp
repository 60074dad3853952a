// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Owning wrappers for SQLite: a connection, a statement, its rows, a transaction. Errors are thrown as
/// `sqlite::error`.

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sqlite {

/// An error of the database.
class error : public std::runtime_error {
public:
    explicit error(sqlite3* db) : std::runtime_error(sqlite3_errmsg(db)) {}
};

/// One connection. Not thread-safe, except for `interrupt`.
class connection {
public:
    explicit connection(std::string const& path) {
        sqlite3* db = nullptr;
        int const code = sqlite3_open_v2(path.c_str(), &db,
                                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
        db_.reset(db);  // SQLite returns a handle even after a failure
        if (code != SQLITE_OK) throw error{db};
    }

    /// Runs statements that return no rows.
    void run(char const* sql) {
        if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw error{db_.get()};
    }

    /// Makes the running statement fail.
    void interrupt() noexcept { sqlite3_interrupt(db_.get()); }

    [[nodiscard]] std::int64_t last_id() const noexcept { return sqlite3_last_insert_rowid(db_.get()); }
    [[nodiscard]] sqlite3* handle() const noexcept { return db_.get(); }

private:
    struct closer {
        void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
    };
    std::unique_ptr<sqlite3, closer> db_;
};

/// The rows of a running statement. The statement can run again once they are destroyed.
class rows {
public:
    explicit rows(sqlite3_stmt* statement) noexcept : statement_(statement) {}
    rows(rows&&) = delete;
    ~rows() { sqlite3_reset(statement_); }

    /// Advances to the next row; returns false after the last.
    [[nodiscard]] bool next() {
        int const code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE) throw error{sqlite3_db_handle(statement_)};
        return code == SQLITE_ROW;
    }

    [[nodiscard]] std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
    [[nodiscard]] std::string text(int column) const {
        auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));  // UTF-8
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

private:
    sqlite3_stmt* statement_;
};

/// A prepared statement.
class statement {
public:
    statement(connection& db, std::string_view sql) {
        sqlite3_stmt* prepared = nullptr;
        int const size = static_cast<int>(sql.size());
        int const code =
            sqlite3_prepare_v3(db.handle(), sql.data(), size, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
        if (code != SQLITE_OK) throw error{db.handle()};
        statement_.reset(prepared);
    }

    /// Starts the statement. Text is not copied: it must outlive the rows.
    template <class... Arguments>
    [[nodiscard]] rows query(Arguments const&... arguments) {
        int place = 0;
        (bind(++place, arguments), ...);
        return rows{statement_.get()};
    }

    /// Runs a statement that returns no rows.
    template <class... Arguments>
    void run(Arguments const&... arguments) {
        auto all = query(arguments...);
        while (all.next()) continue;
    }

private:
    void bind(int place, std::integral auto value) { check(sqlite3_bind_int64(statement_.get(), place, value)); }
    void bind(int place, std::string_view value) {
        int const size = static_cast<int>(value.size());
        check(sqlite3_bind_text(statement_.get(), place, value.data(), size, SQLITE_STATIC));
    }

    void check(int code) const {
        if (code != SQLITE_OK) throw error{sqlite3_db_handle(statement_.get())};
    }

    struct finalizer {
        void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
    };
    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
};

/// Makes all changes until `commit`, or none. Takes the write lock at the beginning, so that no later statement fails
/// for lack of it.
class transaction {
public:
    explicit transaction(connection& db) : db_(db) { db_.run("BEGIN IMMEDIATE"); }
    transaction(transaction&&) = delete;
    ~transaction() {
        if (open_) sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    void commit() {
        db_.run("COMMIT");
        open_ = false;
    }

private:
    connection& db_;
    bool open_ = true;
};

}  // namespace sqlite
