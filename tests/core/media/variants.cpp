#include "variants.h"

#include <chrono>
#include <stdexcept>

namespace refocus::test {

using namespace std::chrono_literals;

namespace {

std::vector<Timestamp> regularTimes(int count, Timestamp first, Timestamp step)
{
    std::vector<Timestamp> times;
    for (int i = 0; i < count; ++i)
        times.push_back(first + i * step);
    return times;
}

Variant make(const std::string &name, const std::string &extension, const std::string &codec)
{
    Variant variant{name, name + extension, {}, 0};
    variant.clip.encoder.codec = codec;
    return variant;
}

} // namespace

std::vector<Variant> variants()
{
    std::vector<Variant> all;
    all.push_back(make("h264 mp4", ".mp4", "libx264"));
    all.push_back(make("h264 mkv", ".mkv", "libx264"));
    all.push_back(make("h264 mov", ".mov", "libx264"));
    all.push_back(make("h264 avi", ".avi", "libx264"));
    all.push_back(make("h264 ts", ".ts", "libx264"));
    all.push_back(make("h264 raw", ".h264", "libx264"));

    Variant noB = make("h264 without b-frames", ".mp4", "libx264");
    noB.clip.encoder.bFrames = 0;
    all.push_back(noB);

    for (const char *extension : {".mp4", ".ts", ".mkv", ".h264"}) {
        Variant pyramid = make(std::string("open gop") + extension, extension, "libx264");
        pyramid.clip.encoder.openGop = true;
        pyramid.clip.encoder.bFrames = 3;
        pyramid.clip.encoder.codecOptions = {{"b_strategy", "0"}, {"sc_threshold", "0"}};
        all.push_back(pyramid);
    }

    Variant refresh = make("intra refresh", ".ts", "libx264");
    refresh.clip.encoder.codecOptions = {{"intra-refresh", "1"}};
    refresh.clip.encoder.bFrames = 0;
    all.push_back(refresh);

    for (const char *extension : {".mp4", ".mkv"}) {
        Variant vfr = make(std::string("vfr") + extension, extension, "libx264");
        Timestamp time{0};
        for (int i = 0; i < vfr.clip.frames; ++i) {
            vfr.clip.times.push_back(time);
            time += i % 7 == 3 ? 500ms : i % 3 == 0 ? 20ms : 41ms;
        }
        all.push_back(vfr);
    }

    for (const char *extension : {".mp4", ".mkv", ".ts"}) {
        Variant late = make(std::string("first pts 3 s") + extension, extension, "libx264");
        late.clip.times = regularTimes(late.clip.frames, 3s, 40ms);
        all.push_back(late);
    }

    // Pictures closer to one another than the container can tell.
    Variant repeated = make("repeated pts", ".mkv", "libx264");
    repeated.clip.encoder.bFrames = 0;
    repeated.clip.times = regularTimes(repeated.clip.frames, 0s, 40ms);
    for (const std::size_t i : {5U, 24U, 30U})
        repeated.clip.times[i] = repeated.clip.times[i - 1] + 300us;
    all.push_back(repeated);

    Variant hidden = make("edit list", ".mp4", "libx264");
    hidden.clip.times = regularTimes(hidden.clip.frames, -200ms, 40ms);
    hidden.clip.encoder.formatOptions = {{"avoid_negative_ts", "disabled"}};
    hidden.firstShown = 5;
    all.push_back(hidden);

    Variant tenBit = make("10 bit", ".mp4", "libx264");
    tenBit.clip.encoder.pixelFormat = "yuv420p10le";
    all.push_back(tenBit);

    Variant interlaced = make("interlaced", ".mp4", "libx264");
    interlaced.clip.encoder.interlaced = true;
    all.push_back(interlaced);

    for (const int degrees : {90, 180, 270}) {
        Variant rotated = make("rotated " + std::to_string(degrees), ".mp4", "libx264");
        rotated.clip.encoder.rotation = degrees;
        all.push_back(rotated);
    }

    all.push_back(make("mpeg4 avi", ".avi", "mpeg4"));
    all.push_back(make("mpeg4 mp4", ".mp4", "mpeg4"));
    Variant divx = make("mpeg4 avi without b-frames", ".avi", "mpeg4");
    divx.clip.encoder.bFrames = 0;
    divx.clip.encoder.frameRate = 599993; // The odd rate of many an AVI.
    divx.clip.encoder.frameRateScale = 10000;
    all.push_back(divx);
    all.push_back(make("mpeg2 ts", ".ts", "mpeg2video"));
    Variant openMpeg2 = make("mpeg2 open gop", ".ts", "mpeg2video");
    openMpeg2.clip.encoder.openGop = true;
    all.push_back(openMpeg2);
    all.push_back(make("mpeg2 ps", ".mpg", "mpeg2video"));
    all.push_back(make("h264 flv", ".flv", "libx264"));
    Variant vp9 = make("vp9 webm", ".webm", "libvpx-vp9"); // Has packets that show nothing.
    vp9.clip.encoder.codecOptions = {
        {"cpu-used", "8"}, {"auto-alt-ref", "1"}, {"lag-in-frames", "16"}, {"b", "300k"}};
    all.push_back(vp9);
    Variant vp8 = make("vp8 webm", ".webm", "libvpx");
    vp8.clip.encoder.codecOptions = vp9.clip.encoder.codecOptions;
    all.push_back(vp8);
    all.push_back(make("mjpeg avi", ".avi", "mjpeg"));
    all.push_back(make("mjpeg raw", ".mjpeg", "mjpeg"));
    all.push_back(make("ffv1 mkv", ".mkv", "ffv1"));
    for (const char *extension : {".mp4", ".ts", ".hevc"}) {
        Variant hevc = make(std::string("hevc") + extension, extension, "libx265");
        all.push_back(hevc);
        hevc.name = std::string("hevc open gop") + extension;
        hevc.file = hevc.name + extension;
        hevc.clip.encoder.openGop = true;
        all.push_back(hevc);
    }
    std::erase_if(all, [](const Variant &v) { return !hasEncoder(v.clip.encoder.codec); });
    return all;
}

Variant variant(const std::string &name)
{
    for (const Variant &variant : variants())
        if (variant.name == name)
            return variant;
    throw std::runtime_error("no variant " + name);
}

} // namespace refocus::test
