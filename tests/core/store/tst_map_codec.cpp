#include "base/error.h"
#include "store/half.h"
#include "store/map_codec.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace refocus;
using namespace refocus::store;

namespace {

// As after a ReLU: half of the values are zero, channels differ in scale; neighbours are alike.
FeatureMap activations(int channels, int side, bool negative = false)
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    FeatureMap map{channels, side, side, {}};
    for (int c = 0; c < channels; ++c) {
        const float scale = std::exp(normal(random));
        float last = 0;
        for (int i = 0; i < side * side; ++i) {
            last = 0.7F * last + 0.7F * normal(random);
            map.values.push_back(negative ? scale * last : std::max(0.0F, scale * last));
        }
    }
    return map;
}

float scaleOf(const EncodedMap &encoded, std::size_t channel)
{
    return encoded.scales.size() == 1 ? encoded.scales[0] : encoded.scales.at(channel);
}

void addShapes()
{
    QTest::addColumn<int>("codec");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("side");
    for (const Codec codec : {Codec::Fp32, Codec::Fp16, Codec::Int8}) {
        for (const auto &[channels, side] : {std::pair(128, 8), {512, 28}, {1, 1}, {3, 7}})
            QTest::addRow("%s %dx%dx%d", codecName(codec).data(), channels, side, side)
                << static_cast<int>(codec) << channels << side;
    }
}

} // namespace

class TestMapCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHalfSurvivesTheRoundTrip()
    {
        std::vector<std::uint16_t> halves;
        for (std::uint32_t h = 0; h < 0x10000; ++h) {
            if ((h & 0x7C00U) != 0x7C00U)
                halves.push_back(static_cast<std::uint16_t>(h));
        }
        std::vector<float> floats(halves.size());
        fromHalf(halves, floats);
        QCOMPARE(floats[1], std::ldexp(1.0F, -24));
        std::vector<std::uint16_t> back(halves.size());
        toHalf(floats, back);
        QVERIFY(halves == back);
        // Between two neighbours the nearer is taken, in the middle the even one.
        std::vector<float> one(1);
        std::vector<std::uint16_t> half(1);
        for (std::size_t i = 0; i + 1 < halves.size(); ++i) {
            if (halves[i + 1] != halves[i] + 1)
                continue;
            const float middle = floats[i] / 2 + floats[i + 1] / 2;
            one[0] = middle;
            toHalf(one, half);
            const bool even = half[0] == (halves[i] % 2 == 0 ? halves[i] : halves[i + 1]);
            one[0] = std::nextafter(middle, floats[i]);
            toHalf(one, half);
            const bool below = half[0] == halves[i];
            one[0] = std::nextafter(middle, floats[i + 1]);
            toHalf(one, half);
            const bool above = half[0] == halves[i + 1];
            if (!even || !below || !above)
                QFAIL(qPrintable(QString("near %1").arg(middle)));
        }
    }

    void whatIsTooLargeForAHalfIsClamped()
    {
        const std::vector<float> values{1e9F, -1e9F, 65519.9F, INFINITY};
        std::vector<std::uint16_t> halves(4);
        toHalf(values, halves);
        QVERIFY((halves == std::vector<std::uint16_t>{0x7BFF, 0xFBFF, 0x7BFF, 0x7BFF}));
    }

    void decodingKeepsShapeAndErrorBound_data() { addShapes(); }
    void decodingKeepsShapeAndErrorBound()
    {
        QFETCH(int, codec);
        QFETCH(int, channels);
        QFETCH(int, side);
        for (const bool negative : {false, true}) {
            const FeatureMap map = activations(channels, side, negative);
            const EncodedMap encoded = encodeMap(map, static_cast<Codec>(codec));
            const FeatureMap decoded = decodeMap(encoded);
            QVERIFY(decoded.shape() == map.shape());
            QCOMPARE(decoded.values.size(), map.values.size());
            float largest = 0;
            double squares = 0;
            const std::size_t area = map.size() / static_cast<std::size_t>(channels);
            for (std::size_t i = 0; i < map.size(); ++i) {
                const float error = std::fabs(decoded.values[i] - map.values[i]);
                largest = std::max(largest, error);
                squares += static_cast<double>(error) * error;
                const float bound = encoded.codec == Codec::Fp32 ? 0.0F
                                    : encoded.codec == Codec::Fp16
                                        ? std::fabs(map.values[i]) / 2048 + std::ldexp(1.0F, -25)
                                        : scaleOf(encoded, i / area) * 0.5001F;
                if (error > bound)
                    QFAIL(qPrintable(QString("%1 > %2").arg(error).arg(bound)));
            }
            QCOMPARE(encoded.maxError, largest);
            const double rms = std::sqrt(squares / static_cast<double>(map.size()));
            QVERIFY(std::fabs(encoded.rmsError - rms) <= 1e-4 * rms + 1e-12);
        }
    }

    void zeroStaysZeroAfterAReluInInt8()
    {
        const FeatureMap map = activations(64, 8);
        const EncodedMap encoded = encodeMap(map, Codec::Int8);
        QVERIFY(encoded.offsets.empty()); // All zero, so not kept.
        QCOMPARE(encodeMap(activations(64, 8, true), Codec::Int8).offsets.size(), std::size_t(64));
        const FeatureMap decoded = decodeMap(encoded);
        for (std::size_t i = 0; i < map.size(); ++i)
            QVERIFY(map.values[i] != 0 || decoded.values[i] == 0);
    }

    // Steps are no finer than 1/32 of the root mean square, so calm channels share one scale, and a
    // channel with a value far beyond the others has its own.
    void stepsAreNoFinerThanTheMapIsWorth()
    {
        FeatureMap map{3, 2, 2, {0, 1, 2, 3, 0, 0.01F, 0, 0, 3, 2, 1, 0}};
        float squares = 0;
        for (const float x : map.values)
            squares += x * x;
        const EncodedMap calm = encodeMap(map, Codec::Int8);
        QCOMPARE(calm.scales.size(), std::size_t(1));
        QCOMPARE(calm.scales[0], std::sqrt(squares / 12) / 32);
        const FeatureMap decoded = decodeMap(calm);
        QCOMPARE(decoded.values[5], 0.0F); // Lost in the step.
        QVERIFY(std::fabs(decoded.values[3] - 3.0F) <= calm.scales[0] / 2);

        FeatureMap peaked{4, 8, 8, std::vector<float>(256, 0.1F)};
        peaked.values[130] = 1000; // In channel 2.
        const EncodedMap own = encodeMap(peaked, Codec::Int8);
        QCOMPARE(own.scales.size(), std::size_t(4));
        QVERIFY(own.scales[2] > own.scales[0]);
        QVERIFY(std::fabs(decodeMap(own).values[130] - 1000) <= own.scales[2] / 2);
    }

    // As an earlier version wrote them: a scale for every channel, offsets above 0.
    void mapsWithAScaleForEveryChannelAreStillRead()
    {
        const FeatureMap map = activations(2, 1);
        EncodedMap old = encodeMap(map, Codec::Int8);
        old.scales = {0.5F, 2.0F};
        old.offsets = {1.0F, 0.0F};
        old.payload = encodeMap({1, 1, 2, {0, 20.0F}}, Codec::Int8).payload; // Bytes 0 and 45.
        const FeatureMap decoded = decodeMap(old);
        QCOMPARE(decoded.values, (std::vector<float>{1.0F, 90.0F}));
    }

    void theBytesOfAnInt8MapStandForItsValues()
    {
        for (const bool negative : {false, true}) {
            const EncodedMap encoded = encodeMap(activations(64, 8, negative), Codec::Int8);
            const FeatureMap decoded = decodeMap(encoded);
            const QuantisedMap map = quantisedMap(encoded);
            QVERIFY(map.shape() == decoded.shape());
            QCOMPARE(map.bytes.size(), decoded.values.size());
            QCOMPARE(map.offsets.empty(), !negative);
            for (std::size_t i = 0; i < map.bytes.size(); ++i) {
                const float offset = negative ? map.offsets[i / 64] : 0;
                QCOMPARE(offset + map.scales[i / 64] * static_cast<float>(map.bytes[i]),
                         decoded.values[i]);
            }
        }
        QVERIFY_THROWS_EXCEPTION(Error, quantisedMap(encodeMap(activations(2, 3), Codec::Fp16)));
    }

    void manyAtOnceAreEachDecoded()
    {
        std::vector<EncodedMap> encoded;
        for (int channels = 1; channels <= 9; ++channels)
            encoded.push_back(encodeMap(activations(channels, 5), Codec::Int8));
        for (const int threads : {0, 1, 2, 30}) {
            const auto maps = decodeMaps(encoded, threads);
            const auto bytes = quantisedMaps(encoded, threads);
            QCOMPARE(maps.size(), encoded.size());
            QCOMPARE(bytes.size(), encoded.size());
            for (std::size_t i = 0; i < encoded.size(); ++i) {
                QVERIFY(maps[i].values == decodeMap(encoded[i]).values);
                QVERIFY(bytes[i].bytes == quantisedMap(encoded[i]).bytes);
            }
        }
        QVERIFY(decodeMaps({}, 2).empty());
        encoded[6].payload.pop_back();
        for (const int threads : {1, 4})
            QVERIFY_THROWS_EXCEPTION(Error, decodeMaps(encoded, threads));
    }

    void fp32KeepsEveryBit()
    {
        FeatureMap map{
            2, 2, 2, {0.0F, -0.0F, INFINITY, -INFINITY, std::nanf("17"), 1e-45F, 3e38F, 0.1F}};
        const FeatureMap decoded = decodeMap(encodeMap(map, Codec::Fp32));
        QVERIFY(std::memcmp(decoded.values.data(), map.values.data(), 8 * sizeof(float)) == 0);
    }

    void valuesThatAreNotFiniteAreRefusedElsewhere()
    {
        for (const float bad : {INFINITY, -INFINITY, std::nanf("")}) {
            FeatureMap map = activations(2, 3);
            map.values[11] = bad;
            QVERIFY_THROWS_EXCEPTION(Error, encodeMap(map, Codec::Fp16));
            QVERIFY_THROWS_EXCEPTION(Error, encodeMap(map, Codec::Int8));
        }
    }

    void extremeChannelsStayFinite()
    {
        FeatureMap map{3, 1, 2, {-3e38F, 3e38F, 7.0F, 7.0F, 1e-42F, 2e-42F}};
        const FeatureMap decoded = decodeMap(encodeMap(map, Codec::Int8));
        for (const float x : decoded.values)
            QVERIFY(std::isfinite(x));
        // Beside such values all others are nothing; in a calmer map they are kept.
        QCOMPARE(decoded.values[2], 0.0F);
        const FeatureMap calm = decodeMap(encodeMap({1, 1, 2, {7.0F, 7.0F}}, Codec::Int8));
        QVERIFY(std::fabs(calm.values[0] - 7.0F) < 7.0F / 64 + 1e-4F);
    }

    void aDamagedPayloadIsAnError()
    {
        const EncodedMap good = encodeMap(activations(16, 8), Codec::Int8);
        for (std::size_t size = 0; size < good.payload.size(); size += 7) {
            EncodedMap bad = good;
            bad.payload.resize(size);
            QVERIFY_THROWS_EXCEPTION(Error, decodeMap(bad));
        }
        const auto mustFail = [&](auto change) {
            EncodedMap bad = good;
            change(bad);
            QVERIFY_THROWS_EXCEPTION(Error, decodeMap(bad));
        };
        mustFail([](EncodedMap &m) { m.channels = 17; });
        mustFail([](EncodedMap &m) { m.channels = -16; });
        mustFail([](EncodedMap &m) { m.width = 0; });
        mustFail([](EncodedMap &m) { m.height = m.width = m.channels = 1 << 16; });
        mustFail([](EncodedMap &m) { m.scales.resize(15); });
        mustFail([](EncodedMap &m) { m.scales.clear(); });
        mustFail([](EncodedMap &m) { m.offsets.resize(3); });
        mustFail([](EncodedMap &m) { m.codec = Codec::Fp16; });
        mustFail([](EncodedMap &m) { m.codec = static_cast<Codec>(9); });
    }

    void flippedPayloadBytesNeverCrash()
    {
        const EncodedMap good = encodeMap(activations(16, 8), Codec::Fp16);
        std::mt19937 random(3);
        int refused = 0;
        for (int i = 0; i < 2000; ++i) {
            EncodedMap bad = good;
            bad.payload[random() % bad.payload.size()] ^=
                static_cast<std::uint8_t>(1U << random() % 8);
            try {
                QCOMPARE(decodeMap(bad).values.size(), good.payload.empty() ? 0U : 16U * 64U);
            } catch (const Error &) {
                ++refused;
            }
        }
        QVERIFY(refused > 0);
    }

    void codecNames()
    {
        for (const Codec codec : {Codec::Fp32, Codec::Fp16, Codec::Int8})
            QVERIFY(codecFromName(codecName(codec)) == codec);
        QVERIFY_THROWS_EXCEPTION(Error, codecFromName("int4"));
    }

    void encodingAndDecodingTakes_data() { addShapes(); }
    void encodingAndDecodingTakes()
    {
        QFETCH(int, codec);
        QFETCH(int, channels);
        QFETCH(int, side);
        const FeatureMap map = activations(channels, side);
        const int rounds = side < 10 ? 200 : 5;
        QElapsedTimer clock;
        EncodedMap encoded;
        FeatureMap decoded;
        clock.start();
        for (int i = 0; i < rounds; ++i)
            encoded = encodeMap(map, static_cast<Codec>(codec));
        const auto encoding = clock.nsecsElapsed();
        clock.start();
        for (int i = 0; i < rounds; ++i)
            decoded = decodeMap(encoded);
        const auto decoding = clock.nsecsElapsed();
        QCOMPARE(decoded.size(), map.size());
        qInfo(
            "%zu bytes (%.0f %% of fp32), encoding %.1f us, decoding %.1f us", encoded.sizeBytes(),
            100.0 * static_cast<double>(encoded.sizeBytes()) / static_cast<double>(4 * map.size()),
            static_cast<double>(encoding) / 1e3 / rounds,
            static_cast<double>(decoding) / 1e3 / rounds);
    }
};

QTEST_GUILESS_MAIN(TestMapCodec)
#include "tst_map_codec.moc"
