#include "detect/background.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace refocus::detect {

namespace {

constexpr double kLearnEvery = 0.09;  // Seconds; a little less than a picture at 10 a second.
constexpr double kImageEvery = 0.45;  // Seconds.
constexpr double kMotionOver = 0.09;  // Seconds between the pictures that are compared.
constexpr int kMotionThreshold = 14;  // Grey levels.
constexpr double kLeastVariance = 16; // Of a pixel; without it a frozen background has none left.
constexpr double kShadowDepth = 0.55; // The darkest shadow, as a share of the lit background.
constexpr double kBlindShare = 0.55;  // Changed at once: a jump that the exposure does not explain.
constexpr double kBlindSeconds = 0.8; // And staying so for this long: a new scene.
constexpr double kCutShare = 0.35;    // Changed at once, with pictures that are not alike: a cut.
constexpr double kCutLikeness = 0.6;  // Correlation.
constexpr double kLevelDrift = 0.03;  // How far learning may move the background's exposure.

constexpr int kBand = 256 / kBands; // Levels.
constexpr int kMostChange = 90;     // Levels; more is no change of exposure.
constexpr double kLeastSlope = 0.75, kMostSlope = 1.33;

using BandCounts = std::array<std::array<int, 2 * kMostChange + 1>, kBands>;

LevelCurve straight()
{
    LevelCurve curve;
    for (int band = 0; band < kBands; ++band)
        curve[band] = (band + 0.5) * kBand;
    return curve;
}

// The level to which the middle of each band is to be brought.
LevelCurve curveOf(const BandCounts &counts, const std::array<int, kBands> &totals)
{
    const int all = std::accumulate(totals.begin(), totals.end(), 0);
    const int fullest =
        static_cast<int>(std::max_element(totals.begin(), totals.end()) - totals.begin());
    const auto middle = [](int band) { return (band + 0.5) * kBand; };
    LevelCurve curve;
    const auto median = [&](int band) {
        int bin = 0;
        for (int below = counts[band][0]; 2 * below < totals[band]; below += counts[band][bin])
            ++bin;
        return middle(band) + bin - kMostChange;
    };
    if (all == 0) {
        return straight();
    }
    curve[fullest] = median(fullest);
    for (const int direction : {-1, 1}) {
        double change = curve[fullest] / middle(fullest);
        for (int band = fullest + direction; band >= 0 && band < kBands; band += direction) {
            const double last = curve[band - direction];
            const double here = totals[band] * 200 > all ? median(band) : middle(band) * change;
            const double low = direction * kBand * kLeastSlope,
                         high = direction * kBand * kMostSlope;
            curve[band] = std::clamp(here, last + std::min(low, high), last + std::max(low, high));
            change = curve[band] / middle(band);
        }
    }
    return curve;
}

// The curves as a table for cv::LUT, each level drawn back towards itself by up to `drift` of it.
cv::Mat tableOf(const std::array<LevelCurve, 3> &curves, double drift)
{
    cv::Mat table(1, 256, CV_8UC3);
    for (int v = 0; v < 256; ++v) {
        const double at = std::clamp((v + 0.5) / kBand - 0.5, 0.0, kBands - 1.0);
        const int band = std::min(kBands - 2, static_cast<int>(at));
        for (int c = 0; c < 3; ++c) {
            // Beyond the middles of the outer bands the change stays what it is there.
            double level = curves[c][band] + (at - band) * (curves[c][band + 1] - curves[c][band]);
            level += v + 0.5 - (at + 0.5) * kBand;
            level += std::clamp(v + 0.5 - level, -drift * v, drift * v);
            table.at<cv::Vec3b>(v)[c] = cv::saturate_cast<uchar>(level - 0.5);
        }
    }
    return table;
}

// Correlation of two grey thumbnails, from -1 to 1; 0 if exactly one of them is flat.
double likeness(const cv::Mat &a, const cv::Mat &b)
{
    cv::Scalar meanA, meanB, devA, devB;
    cv::meanStdDev(a, meanA, devA);
    cv::meanStdDev(b, meanB, devB);
    if (devA[0] < 1 && devB[0] < 1)
        return 1;
    if (devA[0] < 1 || devB[0] < 1)
        return 0;
    const double product = a.dot(b) / static_cast<double>(a.total()) - meanA[0] * meanB[0];
    return product / (devA[0] * devB[0]);
}

} // namespace

Background::Background(double seconds) : m_tau(seconds) { restart(); }

void Background::restart()
{
    // MOG2's history is not used: every learning step is given its rate.
    m_model = cv::createBackgroundSubtractorMOG2(500, 16, true);
    m_model->setShadowThreshold(kShadowDepth);
    m_model->setVarMin(kLeastVariance);
    m_curve.fill(straight());
    m_frozen.release();
    m_image.release();
    m_past.clear();
    m_blindSince = -1;
    m_learned = 0;
}

// The exposure as one curve a channel, from the picture's levels to the background's: for each band
// of levels the median change over what nobody occupies, read outwards from the band with most
// pixels, with a slope that a camera can have. So an object of few levels does not bend the curve
// to itself.
void Background::updateLevels(const cv::Mat &picture)
{
    if (!m_image.empty()) {
        std::array<std::array<std::array<int, 2 * kMostChange + 1>, kBands>, 3> counts{};
        std::array<std::array<int, kBands>, 3> totals{};
        const int step = picture.total() > 4096 ? 2 : 1;
        for (int y = 0; y < picture.rows; y += step) {
            const uchar *now = picture.ptr<uchar>(y);
            const uchar *then = m_image.ptr<uchar>(y);
            const uchar *occupied = m_frozen.ptr<uchar>(y);
            for (int x = 0; x < picture.cols; x += step) {
                if (occupied[x])
                    continue;
                for (int c = 0; c < 3; ++c) {
                    const int level = now[3 * x + c];
                    const int change = then[3 * x + c] - level;
                    if (std::abs(change) > kMostChange)
                        continue;
                    ++counts[c][level / kBand][change + kMostChange];
                    ++totals[c][level / kBand];
                }
            }
        }
        for (int c = 0; c < 3; ++c)
            m_curve[c] = curveOf(counts[c], totals[c]);
    }
    cv::LUT(picture, tableOf(m_curve, 0), m_levelled);
}

bool Background::isCut(const cv::Mat &picture, double changedShare)
{
    cv::Mat small, thumbnail;
    cv::resize(picture, small, {32, 18}, 0, 0, cv::INTER_AREA);
    cv::cvtColor(small, thumbnail, cv::COLOR_BGR2GRAY);
    thumbnail.convertTo(thumbnail, CV_32F);
    const double alike = m_thumbnail.empty() ? 1 : likeness(thumbnail, m_thumbnail);
    m_thumbnail = thumbnail;
    return changedShare > kCutShare && alike < kCutLikeness;
}

Foreground Background::detect(const cv::Mat &picture, double seconds)
{
    Foreground result;
    m_seconds = seconds;
    m_picture = picture;
    updateLevels(picture);
    cv::cvtColor(m_levelled, m_grey, cv::COLOR_BGR2GRAY);

    if (m_learned == 0) {
        result.mask = cv::Mat::zeros(picture.size(), CV_8U);
        result.shadow = result.mask.clone();
        m_startedAt = seconds;
        isCut(picture, 0);
    } else {
        m_model->apply(m_levelled, result.mask, 0);
        const double pixels = static_cast<double>(result.mask.total());
        const double changed = cv::countNonZero(result.mask) / pixels;
        cv::inRange(result.mask, 1, 200, result.shadow);
        cv::threshold(result.mask, result.mask, 200, 255, cv::THRESH_BINARY);
        const double covered = cv::countNonZero(result.mask) / pixels;

        const bool cut = isCut(picture, changed);
        result.blind = covered > kBlindShare;
        if (!result.blind)
            m_blindSince = -1;
        else if (m_blindSince < 0)
            m_blindSince = seconds;
        result.restarted = cut || (result.blind && seconds - m_blindSince >= kBlindSeconds);
        if (result.restarted) {
            restart();
            m_startedAt = seconds;
            m_levelled = picture;
            cv::cvtColor(picture, m_grey, cv::COLOR_BGR2GRAY);
        }
        if (result.restarted || result.blind)
            result.mask.setTo(0);
    }

    while (m_past.size() > 1 && m_past[1].seconds <= seconds - kMotionOver)
        m_past.pop_front();
    if (m_past.empty()) {
        result.motion = cv::Mat::zeros(picture.size(), CV_8U);
    } else {
        cv::absdiff(m_grey, m_past.front().grey, result.motion);
        cv::threshold(result.motion, result.motion, kMotionThreshold, 255, cv::THRESH_BINARY);
    }
    m_past.push_back({seconds, m_grey.clone()});
    return result;
}

void Background::learn(const cv::Mat &frozen)
{
    m_frozen = frozen;
    if (m_learned > 0 && m_seconds - m_learnedAt < kLearnEvery)
        return;
    // Until it has seen a whole time constant the background is the mean of all that it has seen.
    const double since = m_learned == 0 ? 0 : m_seconds - m_learnedAt;
    const double rate = m_learned == 0 ? 1
                                       : std::clamp(std::max(1 - std::exp(-since / m_tau),
                                                             std::min(1.0 / (m_learned + 1), 0.5)),
                                                    1e-6, 1.0);
    // The exposure of what is learnt leans to the picture's own, so that dusk is followed.
    cv::Mat lesson;
    cv::LUT(m_picture, tableOf(m_curve, kLevelDrift), lesson);
    if (!m_image.empty() && cv::countNonZero(frozen) > 0)
        m_image.copyTo(lesson, frozen);
    cv::Mat ignored;
    m_model->apply(lesson, ignored, rate);
    ++m_learned;
    m_learnedAt = m_seconds;
    if (m_image.empty() || m_seconds - m_imageAt >= kImageEvery || m_learned < 10) {
        m_model->getBackgroundImage(m_image);
        cv::cvtColor(m_image, m_imageGrey, cv::COLOR_BGR2GRAY);
        m_imageAt = m_seconds;
    }
}

double Background::edgeRatio(cv::Rect box, const cv::Mat &blob) const
{
    const cv::Rect whole(0, 0, m_grey.cols, m_grey.rows);
    const cv::Rect around = cv::Rect(box.x - 3, box.y - 3, box.width + 6, box.height + 6) & whole;
    if (m_image.empty() || around.width < 5 || around.height < 5)
        return 1;
    cv::Mat shape = cv::Mat::zeros(around.size(), CV_8U);
    const cv::Rect placed =
        cv::Rect(box.tl() - around.tl(), box.size()) & cv::Rect(0, 0, around.width, around.height);
    blob(cv::Rect({0, 0}, placed.size())).copyTo(shape(placed));
    cv::Mat outer, inner;
    cv::dilate(shape, outer, {}, {-1, -1}, 2);
    cv::erode(shape, inner, {}, {-1, -1}, 2);
    const cv::Mat outline = outer - inner;

    const auto strength = [&](const cv::Mat &grey) {
        cv::Mat dx, dy;
        cv::Sobel(grey(around), dx, CV_32F, 1, 0);
        cv::Sobel(grey(around), dy, CV_32F, 0, 1);
        cv::Mat size;
        cv::magnitude(dx, dy, size);
        return cv::mean(size, outline)[0];
    };
    return (strength(m_grey) + 8) / (strength(m_imageGrey) + 8);
}

} // namespace refocus::detect
