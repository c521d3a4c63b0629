// Hands values from one thread to another, a few at a time: a full queue holds up its producer.
// Any number of threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace refocus::ingest {

template <typename T> class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

    // Waits for room. False where the queue was closed: the value is dropped and the producer ends.
    bool push(T value)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closed || m_values.size() < m_capacity; });
        if (m_closed)
            return false;
        m_values.push_back(std::move(value));
        m_changed.notify_all();
        return true;
    }

    // The next value; none when the producer has finished or the queue was closed.
    std::optional<T> pop()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return ready(); });
        return take();
    }

    // The same, waiting no longer than this. `timedOut` tells an empty queue from its end.
    std::optional<T> pop(std::chrono::milliseconds patience, bool &timedOut)
    {
        std::unique_lock lock(m_mutex);
        timedOut = !m_changed.wait_for(lock, patience, [this] { return ready(); });
        return timedOut ? std::nullopt : take();
    }

    void finish() // No more values come; those that are there are still taken.
    {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
        m_changed.notify_all();
    }

    void close() // Both sides end at once.
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_values.clear();
        m_changed.notify_all();
    }

private:
    bool ready() const { return m_closed || m_finished || !m_values.empty(); }
    std::optional<T> take()
    {
        if (m_values.empty())
            return {};
        T value = std::move(m_values.front());
        m_values.pop_front();
        m_changed.notify_all();
        return value;
    }

    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<T> m_values;
    bool m_finished = false, m_closed = false;
};

} // namespace refocus::ingest
