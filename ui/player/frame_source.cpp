#include "ui/player/frame_source.h"

#include "media/frame_seeker.h"
#include "ui/player/frame_cache.h"

#include <QMetaObject>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace refocus::ui {

namespace {

constexpr std::size_t kAhead = 6;      // Pictures made before they are due.
constexpr std::size_t kAtOnce = 12;    // Backwards.
constexpr FrameIndex kBackInSteps = 2; // A step back makes the ones before it likely.
constexpr double kSlow = 1;            // Below, what was made ahead is drawn again for a new view.

struct Waiting
{
    Picture picture;
    PlayClock::time_point due;
};

} // namespace

struct FrameSource::Private
{
    explicit Private(FrameSource &q) : q(q), thread([this] { run(); }) {}

    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            stop = true;
        }
        wake.notify_all();
        thread.join();
    }

    struct Opening
    {
        std::filesystem::path path;
        FrameTablePtr table;
    };
    struct Wish
    {
        FrameIndex index = 0;
        std::optional<PlayOptions> play;
    };

    // The worker's functions, in the order of a picture's way. Those with `lock` give the mutex
    // back while they work.
    void run();
    void openFile(std::unique_lock<std::mutex> &lock);
    void answer(std::unique_lock<std::mutex> &lock);
    void drawAgain(std::unique_lock<std::mutex> &lock);
    void playOn(std::unique_lock<std::mutex> &lock);
    void playBack(std::unique_lock<std::mutex> &lock);
    bool hasRoom() const;
    Frame frameAt(FrameIndex index);
    void decodeUpTo(FrameIndex index);
    void add(std::vector<Waiting> pictures);
    template <typename Function> void post(Function function);
    template <typename Work> bool guarded(std::unique_lock<std::mutex> &lock, Work work);

    FrameSource &q;

    // Shared, under the mutex.
    mutable std::mutex mutex;
    std::condition_variable wake;
    bool stop = false;
    std::uint64_t opening = 0; // Number of the last open() or close().
    std::optional<Opening> toOpen;
    bool toClose = false;
    std::optional<Wish> wish;
    bool playing = false, viewChanged = false, ended = false;
    Viewport viewport;
    Adjustment adjustment;
    std::deque<Waiting> waiting;
    int late = 0, skipped = 0, decoded = 0;

    // The worker's own.
    std::unique_ptr<media::FrameSeeker> seeker;
    FrameTablePtr table;
    std::uint64_t openedAs = 0;
    FrameCache cache;
    std::optional<Frame> current;
    FrameIndex lastShown = -1;
    std::optional<PlayPlan> plan;
    double rate = 1;
    PlayClock::duration cost{0}; // Of the last pictures backwards.

    std::thread thread; // Last: it uses all of the above.
};

// Delivers to the GUI thread, unless another file has been opened by then.
template <typename Function> void FrameSource::Private::post(Function function)
{
    QMetaObject::invokeMethod(
        &q,
        [this, number = openedAs, function = std::move(function)] {
            {
                const std::lock_guard lock(mutex);
                if (number != opening)
                    return;
            }
            function();
        },
        Qt::QueuedConnection);
}

// Works without the mutex. What goes wrong is delivered, and ends playing.
template <typename Work>
bool FrameSource::Private::guarded(std::unique_lock<std::mutex> &lock, Work work)
{
    lock.unlock();
    QString sentence;
    try {
        work();
    } catch (const std::exception &error) {
        sentence = QString::fromUtf8(error.what());
    }
    lock.lock();
    if (sentence.isEmpty())
        return true;
    plan.reset();
    playing = false;
    post([this, sentence] { Q_EMIT q.failed(sentence); });
    return false;
}

void FrameSource::Private::run()
{
    std::unique_lock lock(mutex);
    while (!stop) {
        if (toOpen || toClose)
            openFile(lock);
        else if (wish && seeker)
            answer(lock);
        else if (viewChanged && current)
            drawAgain(lock);
        else if (plan && playing && hasRoom())
            rate > 0 ? playOn(lock) : playBack(lock);
        else
            wake.wait(lock);
    }
}

void FrameSource::Private::openFile(std::unique_lock<std::mutex> &lock)
{
    const std::optional<Opening> file = std::exchange(toOpen, {});
    toClose = false;
    openedAs = opening;
    decoded = 0;
    plan.reset();
    current.reset();
    cache.clear();
    lastShown = -1;
    guarded(lock, [&] {
        seeker.reset();
        if (!file)
            return;
        table = file->table;
        seeker = std::make_unique<media::FrameSeeker>(file->path, *file->table);
        const QSize size(seeker->info().width, seeker->info().height);
        post([this, size] { Q_EMIT q.opened(size); });
    });
}

void FrameSource::Private::answer(std::unique_lock<std::mutex> &lock)
{
    const Wish asked = *std::exchange(wish, {});
    plan.reset();
    ended = false;
    late = skipped = 0;
    viewChanged = false;
    const Viewport view = viewport;
    const Adjustment look = adjustment;
    Picture picture;
    if (!guarded(lock, [&] {
            const bool back = asked.index < lastShown && lastShown - asked.index <= kBackInSteps;
            if (back && !cache.find(asked.index))
                decodeUpTo(asked.index);
            current = frameAt(asked.index);
            lastShown = asked.index;
            picture = drawPicture(*current, view, look);
        }))
        return;
    if (!asked.play) {
        post([this, picture = std::move(picture)] { Q_EMIT q.shown(picture); });
        return;
    }
    if (wish || toOpen || toClose)
        return;
    const auto now = PlayClock::now();
    rate = asked.play->rate;
    cost = {};
    plan.emplace(table, *asked.play, now);
    add({{std::move(picture), now}});
}

// A step back from a picture that depends on those before it: these are likely to be wanted next.
void FrameSource::Private::decodeUpTo(FrameIndex index)
{
    const auto count = static_cast<FrameIndex>(cache.capacity() / 2);
    std::vector<FrameIndex> indices;
    for (FrameIndex i = std::max<FrameIndex>(0, index - count + 1); i <= index; ++i)
        if (!cache.find(i))
            indices.push_back(i);
    seeker->framesAt(indices, [&](const Frame &frame) {
        cache.put(frame);
        const std::lock_guard lock(mutex);
        ++decoded;
        return !stop && !toOpen && !toClose;
    });
}

Frame FrameSource::Private::frameAt(FrameIndex index)
{
    if (const Frame *kept = cache.find(index))
        return *kept;
    Frame frame = seeker->frameAt(index);
    cache.put(frame);
    const std::lock_guard lock(mutex);
    ++decoded;
    return frame;
}

void FrameSource::Private::drawAgain(std::unique_lock<std::mutex> &lock)
{
    viewChanged = false;
    const Viewport view = viewport;
    const Adjustment look = adjustment;
    if (!playing) {
        Picture picture;
        if (guarded(lock, [&] { picture = drawPicture(*current, view, look); }))
            post([this, picture = std::move(picture)] { Q_EMIT q.shown(picture); });
        return;
    }
    if (std::abs(rate) >= kSlow)
        return; // The next pictures come soon enough.
    const std::deque<Waiting> old = waiting;
    std::vector<Picture> drawn;
    if (!guarded(lock, [&] {
            for (const Waiting &next : old)
                if (!next.picture.frame.image.empty())
                    drawn.push_back(drawPicture(next.picture.frame, view, look));
        }))
        return;
    for (Waiting &next : waiting) // Some have been taken since.
        for (const Picture &picture : drawn)
            if (picture.frame.index == next.picture.frame.index)
                next.picture = picture;
}

bool FrameSource::Private::hasRoom() const
{
    return !ended &&
           (rate > 0
                ? waiting.size() < std::min(kAhead, std::max<std::size_t>(2, cache.capacity() / 2))
                : waiting.size() <= kAtOnce / 2);
}

void FrameSource::Private::playOn(std::unique_lock<std::mutex> &lock)
{
    const std::optional<PlayPlan::Step> step = plan->next(PlayClock::now());
    skipped = plan->dropped();
    if (!step) {
        ended = true;
        post([this] { Q_EMIT q.ready(); });
        return;
    }
    const Viewport view = viewport;
    const Adjustment look = adjustment;
    Picture picture;
    if (!guarded(lock, [&] {
            const Frame frame = frameAt(step->index);
            picture = drawPicture(frame, view, look);
        }))
        return;
    add({{std::move(picture), step->due}});
}

void FrameSource::Private::playBack(std::unique_lock<std::mutex> &lock)
{
    const auto begin = PlayClock::now();
    const auto gap = std::max<PlayClock::duration>(PlayPlan::kGap, cost / kAtOnce);
    std::vector<PlayPlan::Step> steps;
    while (steps.size() < kAtOnce) {
        // Lateness is made up for below, all at once.
        const auto step = plan->next(PlayClock::time_point(), gap);
        if (!step)
            break;
        steps.push_back(*step);
        if (steps.size() > 1 && step->index > steps[steps.size() - 2].index)
            break; // It begins at the end again, and decodes from there next time.
    }
    if (steps.empty()) {
        ended = true;
        post([this] { Q_EMIT q.ready(); });
        return;
    }
    const Viewport view = viewport;
    const Adjustment look = adjustment;
    std::vector<Waiting> made;
    if (!guarded(lock, [&] {
            std::vector<FrameIndex> indices;
            for (const PlayPlan::Step &step : steps)
                indices.push_back(step.index);
            std::ranges::sort(indices);
            std::vector<std::pair<FrameIndex, Picture>> drawn;
            seeker->framesAt(indices, [&](const Frame &frame) {
                cache.put(frame);
                Picture picture = drawPicture(frame, view, look);
                picture.frame.image.release(); // A dozen whole pictures would be too much to keep.
                drawn.emplace_back(frame.index, std::move(picture));
                const std::lock_guard inner(mutex);
                ++decoded;
                return !stop && !wish && !toOpen && !toClose && playing;
            });
            for (const PlayPlan::Step &step : steps)
                for (auto &[index, picture] : drawn)
                    if (index == step.index)
                        made.push_back({picture, step.due});
        }))
        return;
    const auto now = PlayClock::now();
    cost = now - begin;
    if (!made.empty() && made.front().due < now) {
        const auto wait = now - made.front().due;
        plan->wait(wait);
        for (Waiting &picture : made)
            picture.due += wait;
    }
    add(std::move(made));
}

// Called with the mutex held.
void FrameSource::Private::add(std::vector<Waiting> pictures)
{
    if (wish || toOpen || toClose || !playing)
        return; // Nobody waits for them any more.
    if (waiting.empty())
        post([this] { Q_EMIT q.ready(); });
    for (Waiting &picture : pictures)
        waiting.push_back(std::move(picture));
}

FrameSource::FrameSource(QObject *parent) : QObject(parent), d(std::make_unique<Private>(*this)) {}

FrameSource::~FrameSource() = default;

void FrameSource::open(const std::filesystem::path &path, FrameTablePtr table)
{
    close();
    {
        const std::lock_guard lock(d->mutex);
        d->toOpen = {path, std::move(table)};
    }
    d->wake.notify_all();
}

void FrameSource::close()
{
    {
        const std::lock_guard lock(d->mutex);
        ++d->opening;
        d->toClose = true;
        d->toOpen.reset();
        d->wish.reset();
        d->playing = false;
        d->waiting.clear();
    }
    d->wake.notify_all();
}

void FrameSource::show(FrameIndex index)
{
    {
        const std::lock_guard lock(d->mutex);
        d->wish = {index, {}};
        d->playing = false;
        d->waiting.clear();
    }
    d->wake.notify_all();
}

void FrameSource::play(const PlayOptions &options)
{
    {
        const std::lock_guard lock(d->mutex);
        d->wish = {options.from, options};
        d->playing = true;
        d->ended = false;
        d->waiting.clear();
    }
    d->wake.notify_all();
}

void FrameSource::setView(const Viewport &viewport, const Adjustment &adjustment)
{
    {
        const std::lock_guard lock(d->mutex);
        if (viewport == d->viewport && adjustment == d->adjustment)
            return;
        d->viewport = viewport;
        d->adjustment = adjustment;
        d->viewChanged = true;
    }
    d->wake.notify_all();
}

std::optional<Picture> FrameSource::take(PlayClock::time_point now)
{
    std::optional<Picture> newest;
    {
        const std::lock_guard lock(d->mutex);
        while (!d->waiting.empty() && d->waiting.front().due <= now) {
            if (newest)
                ++d->late;
            newest = std::move(d->waiting.front().picture);
            d->waiting.pop_front();
        }
    }
    if (newest)
        d->wake.notify_all();
    return newest;
}

std::optional<PlayClock::time_point> FrameSource::nextDue() const
{
    const std::lock_guard lock(d->mutex);
    if (d->waiting.empty())
        return std::nullopt;
    return d->waiting.front().due;
}

bool FrameSource::playedOut() const
{
    const std::lock_guard lock(d->mutex);
    return d->playing && d->ended && d->waiting.empty() && !d->wish;
}

int FrameSource::dropped() const
{
    const std::lock_guard lock(d->mutex);
    return d->late + d->skipped;
}

int FrameSource::decoded() const
{
    const std::lock_guard lock(d->mutex);
    return d->decoded;
}

} // namespace refocus::ui
