// Measures core/detect on the footage: boxes of highway.avi against highway-boxes.csv, coverage of
// the intervals of sightings.csv on the others, tracks, the share saved by differencing, speed.
//   benchmark_detect [--draw DIR [--every N]] [clip...]
// With --draw the boxes of every N-th picture are drawn into DIR, the track's number beside each.
#include "detect/detector.h"
#include "media/video_reader.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using namespace refocus;

const fs::path kFootage = fs::path(REFOCUS_SHARED) / "footage";

std::vector<std::vector<std::string>> readCsv(const fs::path &file)
{
    std::ifstream in(file);
    std::vector<std::vector<std::string>> rows;
    std::string line, cell;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::stringstream cells(line);
        rows.emplace_back();
        while (std::getline(cells, cell, ','))
            rows.back().push_back(cell);
    }
    return rows;
}

struct Seen
{
    double seconds = 0;
    FrameIndex frame = 0;
    detect::Detection detection;
};

struct Run
{
    std::vector<Seen> seen;
    detect::DetectStats stats;
    std::vector<double> restarts, times; // Seconds.
    cv::Size size;
    double busySeconds = 0;
};

// Of the processor, so that what else the machine does is not counted.
double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + now.tv_nsec * 1e-9;
}

Run detectIn(const fs::path &clip, const fs::path &draw, int every)
{
    media::VideoReader video(clip, {1});
    detect::Detector detector;
    Run run;
    const auto take = [&](const detect::FrameResult &result) {
        const double seconds = toSeconds(result.frame.time);
        run.times.push_back(seconds);
        if (result.backgroundRestarted)
            run.restarts.push_back(seconds);
        for (const auto &d : result.detections)
            run.seen.push_back({seconds, result.frame.index, d});
        if (draw.empty() || result.frame.index % every != 0)
            return;
        cv::Mat image = result.frame.image.clone();
        for (const auto &d : result.detections) {
            const auto colour = d.stationary ? cv::Scalar(0, 0, 255) : cv::Scalar(0, 255, 0);
            cv::rectangle(image, d.box, colour, d.needsInference ? 2 : 1);
            cv::putText(image, std::to_string(d.track), d.box.tl() + cv::Point(2, 12),
                        cv::FONT_HERSHEY_SIMPLEX, 0.45, {0, 255, 255});
        }
        cv::putText(image, cv::format("%.1f", seconds), {4, image.rows - 6},
                    cv::FONT_HERSHEY_SIMPLEX, 0.5, {255, 0, 255});
        const auto name = cv::format("%s-%05d.png", clip.stem().c_str(), int(result.frame.index));
        cv::imwrite((draw / name).string(), image);
    };
    while (const auto frame = video.read()) {
        run.size = frame->image.size();
        const double begin = threadSeconds();
        const auto result = detector.add(*frame);
        run.busySeconds += threadSeconds() - begin;
        if (result)
            take(*result);
    }
    for (const auto &result : detector.flush())
        take(result);
    run.stats = detector.stats();
    return run;
}

void matchBoxes(const Run &run)
{
    std::map<FrameIndex, std::vector<std::pair<cv::Rect, int>>> truth; // With the area.
    for (const auto &row : readCsv(kFootage / "highway-boxes.csv")) {
        truth[std::stoll(row[0])].push_back(
            {{std::stoi(row[1]), std::stoi(row[2]), std::stoi(row[3]), std::stoi(row[4])},
             std::stoi(row[5])});
    }
    int wanted = 0, found = 0, right = 0, detections = 0;
    std::map<FrameIndex, std::vector<cv::Rect>> boxes;
    for (const Seen &s : run.seen) {
        if (s.frame >= 469 && s.frame <= 1699)
            boxes[s.frame].push_back(s.detection.box);
    }
    for (FrameIndex f = 469; f <= 1699; ++f) {
        struct Pair
        {
            double iou;
            std::size_t t, d;
        };
        std::vector<Pair> pairs;
        const auto &ts = truth[f];
        const auto &ds = boxes[f];
        for (std::size_t t = 0; t < ts.size(); ++t) {
            for (std::size_t d = 0; d < ds.size(); ++d) {
                const double common = (ts[t].first & ds[d]).area();
                const double iou = common / (ts[t].first.area() + ds[d].area() - common);
                if (iou >= 0.4)
                    pairs.push_back({iou, t, d});
            }
        }
        std::sort(pairs.begin(), pairs.end(), [](auto &a, auto &b) { return a.iou > b.iou; });
        std::set<std::size_t> usedT, usedD;
        for (const Pair &p : pairs) {
            if (usedT.count(p.t) || usedD.count(p.d))
                continue;
            usedT.insert(p.t);
            usedD.insert(p.d);
            found += ts[p.t].second >= 400;
            ++right;
        }
        detections += static_cast<int>(ds.size());
        for (const auto &t : ts)
            wanted += t.second >= 400;
    }
    std::printf("  boxes at IoU 0.4: recall %.3f (%d of %d), precision %.3f (%d of %d)\n",
                double(found) / wanted, found, wanted, double(right) / detections, right,
                detections);
}

void cover(const Run &run, const std::string &clip)
{
    std::set<double> seen;
    for (const Seen &s : run.seen)
        seen.insert(s.seconds);
    std::set<double> outside = seen;
    for (const auto &row : readCsv(kFootage / "sightings.csv")) {
        if (row[0] != clip)
            continue;
        const double begin = std::stod(row[2]), end = std::stod(row[3]);
        int all = 0, covered = 0;
        for (const double t : run.times) {
            if (t < begin || t >= end)
                continue;
            ++all;
            covered += static_cast<int>(seen.count(t));
            outside.erase(t);
        }
        std::set<TrackId> tracks;
        for (const Seen &s : run.seen) {
            if (s.seconds >= begin && s.seconds < end)
                tracks.insert(s.detection.track);
        }
        std::printf("  %-10s %6.1f to %6.1f s: covered %5.1f %%, %zu tracks\n", row[1].c_str(),
                    begin, end, 100.0 * covered / std::max(1, all), tracks.size());
    }
    int patches = 0;
    std::map<TrackId, int> tracks;
    for (const Seen &s : run.seen) {
        if (outside.count(s.seconds)) {
            ++patches;
            ++tracks[s.detection.track];
        }
    }
    std::printf("  outside: %zu pictures, %d patches (%.1f %%), tracks", outside.size(), patches,
                100.0 * patches / std::max<std::size_t>(1, run.seen.size()));
    for (const auto &[track, count] : tracks)
        std::printf(" %u:%d", track, count);
    std::printf("\n");
}

void listTracks(const Run &run)
{
    std::map<TrackId, std::vector<Seen>> tracks;
    for (const Seen &s : run.seen)
        tracks[s.detection.track].push_back(s);
    for (const auto &[track, seen] : tracks) {
        int still = 0, inferred = 0;
        for (const Seen &s : seen) {
            still += s.detection.stationary;
            inferred += s.detection.needsInference;
        }
        const cv::Rect a = seen.front().detection.box, b = seen.back().detection.box;
        std::printf("    track %3u: %6.2f to %6.2f s, %4zu patches, %4d still, %4d inferred, "
                    "%dx%d at %d,%d -> %dx%d at %d,%d\n",
                    track, seen.front().seconds, seen.back().seconds, seen.size(), still, inferred,
                    a.width, a.height, a.x, a.y, b.width, b.height, b.x, b.y);
    }
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<std::string> clips;
    fs::path draw;
    int every = 25;
    bool list = false;
    for (int i = 1; i < argc; ++i) {
        const std::string arg = argv[i];
        if (arg == "--draw" && i + 1 < argc)
            draw = argv[++i];
        else if (arg == "--every" && i + 1 < argc)
            every = std::max(1, std::stoi(argv[++i]));
        else if (arg == "--list")
            list = true;
        else
            clips.push_back(arg);
    }
    if (clips.empty())
        clips = {"corridor.mp4", "parking.mp4", "overpass.mp4", "junction.mp4", "highway.avi"};
    if (!draw.empty())
        fs::create_directories(draw);
    cv::setNumThreads(1);
    for (const std::string &clip : clips) {
        if (!fs::exists(kFootage / clip)) {
            std::printf("%s: skipped, not in %s\n", clip.c_str(), kFootage.c_str());
            continue;
        }
        const Run run = detectIn(kFootage / clip, draw, every);
        double largest = 0, largestAt = 0;
        for (const Seen &s : run.seen) {
            const double share = double(s.detection.box.area()) / run.size.area();
            if (share > largest) {
                largest = share;
                largestAt = s.seconds;
            }
        }
        std::printf("%s: %ld pictures, %ld tracks, %ld patches, saved %.1f %%, largest box %.1f %% "
                    "at %.2f s, "
                    "%.0f pictures/s of one core, restarts",
                    clip.c_str(), long(run.stats.frames), long(run.stats.tracks),
                    long(run.stats.detections), 100 * run.stats.savedShare(), 100 * largest,
                    largestAt, run.stats.frames / run.busySeconds);
        for (const double t : run.restarts)
            std::printf(" %.2f", t);
        std::printf("\n");
        if (clip == "highway.avi")
            matchBoxes(run);
        cover(run, clip);
        if (list)
            listTracks(run);
    }
}
