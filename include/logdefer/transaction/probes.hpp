// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Callables that a log keeps until its record is finished.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Memory for some small callables, which stay at their addresses. From a pool, so that a program in a steady state
/// does not allocate.
class probe_block {
public:
    /// Returns the place for an object, or null if there is not enough room.
    [[nodiscard]] void* take(std::size_t bytes) noexcept {
        std::size_t const rounded = (bytes + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
        if (rounded > sizeof bytes_ - used_) return nullptr;
        return bytes_ + std::exchange(used_, used_ + rounded);
    }
    void restart() noexcept { used_ = 0; }

    /// For its pool.
    [[nodiscard]] static constexpr std::size_t memory() noexcept { return sizeof(probe_block); }
    static constexpr std::size_t greatest_memory = std::size_t{256} << 10U;

private:
    friend pool<probe_block>;
    friend class probes;

    alignas(std::max_align_t) std::byte bytes_[1008];
    std::size_t used_ = 0;
    probe_block* next_ = nullptr;  // in the pool, or of the same log
};

/// The probes of one log. The entries hold only the number of each.
class probes {
public:
    probes() = default;
    probes(probes&&) = delete;
    ~probes() { clear(); }

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    /// Keeps a callable. Returns its number, which is unique among those that exist; 0 if there is no memory or the
    /// callable threw when it was moved.
    template <class F>
    [[nodiscard]] std::uint32_t add(F&& f) noexcept {
        using kept = holder<std::remove_cvref_t<F>>;
        node* made = nullptr;
        (void)completes([&] {
            if (void* const place = alignof(kept) <= alignof(std::max_align_t) ? take(sizeof(kept)) : nullptr) {
                made = new (place) kept{std::forward<F>(f)};
            } else {
                made = new (std::nothrow) kept{std::forward<F>(f)};
                if (made != nullptr) made->has_own_memory = true;
            }
        });
        if (made == nullptr) return 0;
        do {
            made->number = next_number_.fetch_add(1, memory_order::relaxed);  // relaxed: only unique
        } while (made->number == 0);
        *last_ = made;
        last_ = &made->next;
        return made->number;
    }

    /// Takes over the probes of another log of the record.
    void add(probes& other) noexcept {
        if (other.empty()) return;
        *last_ = std::exchange(other.first_, nullptr);
        last_ = std::exchange(other.last_, &other.first_);
        probe_block** end = &blocks_;
        while (*end != nullptr) end = &(*end)->next_;
        *end = std::exchange(other.blocks_, nullptr);
    }

    /// Calls a probe and writes its result. Throws what it throws. O(n) in the probes of the record.
    /// @return false if there is none with this number, or it was made by a parent process, where what it refers to may
    ///         have been in use by another thread
    [[nodiscard]] bool write(std::uint32_t number, value_writer& out) const {
        for (node* n = first_; n != nullptr; n = n->next) {
            if (n->number != number) continue;
            if (n->made_in.is_another()) return false;
            n->write(*n, out);
            return true;
        }
        return false;
    }

    /// Destroys all callables.
    void clear() noexcept {
        while (node* const n = first_) {
            first_ = n->next;
            n->destroy(n);
        }
        last_ = &first_;
        while (probe_block* const b = blocks_) {
            blocks_ = b->next_;
            pool<probe_block>::give(b);
        }
    }

private:
    struct node {
        void (*write)(node&, value_writer&);
        void (*destroy)(node*) noexcept;
        node* next = nullptr;
        std::uint32_t number = 0;
        owning_process made_in = {};
        bool has_own_memory = false;
    };

    template <class F>
    struct holder : node {
        explicit holder(F&& f) : node{write_result, destroy_holder}, callable(std::move(f)) {}
        explicit holder(F const& f) : node{write_result, destroy_holder}, callable(f) {}

        static void write_result(node& self, value_writer& out) { out.write(static_cast<holder&>(self).callable()); }
        static void destroy_holder(node* self) noexcept {
            auto* const whole = static_cast<holder*>(self);
            if (self->has_own_memory) {
                delete whole;
            } else {
                whole->~holder();
            }
        }

        F callable;
    };

    /// Returns room for a small object, or null.
    [[nodiscard]] void* take(std::size_t bytes) noexcept {
        if (bytes > greatest_small) return nullptr;
        if (blocks_ != nullptr) {
            if (void* const place = blocks_->take(bytes)) return place;
        }
        probe_block* const added = pool<probe_block>::take();
        if (added == nullptr) return nullptr;
        added->restart();
        added->next_ = std::exchange(blocks_, added);
        return added->take(bytes);
    }

    static constexpr std::size_t greatest_small = 256;
    static inline constinit atomic<std::uint32_t> next_number_{0};

    node* first_ = nullptr;
    node** last_ = &first_;
    probe_block* blocks_ = nullptr;  // the newest first
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
