#include "evidence/html_text.h"

#include <QTest>

using namespace refocus::evidence;

class TestHtmlText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsTextWhateverItHolds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("html");
        const QByteArray gone = "\xEF\xBF\xBD";
        QTest::newRow("plain") << QByteArray("Gate 3 / north") << QByteArray("Gate 3 / north");
        QTest::newRow("markup") << QByteArray("<img src=x onerror='a(\"&\")'>")
                                << QByteArray("&lt;img src=x onerror=&#39;a(&quot;&amp;&quot;)"
                                              "&#39;&gt;");
        QTest::newRow("beyond ASCII") << QByteArray("Straße 車 🚚") << QByteArray("Straße 車 🚚");
        QTest::newRow("lines") << QByteArray("a\n\tb") << QByteArray("a\n\tb");
        QTest::newRow("control") << QByteArray("a\x1B[31m\x7F") << "a" + gone + "[31m" + gone;
        QTest::newRow("zero") << QByteArray("a\0b", 3) << "a" + gone + "b";
        // "gpj.exe" turned round shows as "exe.jpg".
        QTest::newRow("turned") << QByteArray("a\xE2\x80\xAEgpj.exe") << "a" + gone + "gpj.exe";
        QTest::newRow("isolate") << QByteArray("\xE2\x81\xA6x\xE2\x81\xA9") << gone + "x" + gone;
        QTest::newRow("C1 control") << QByteArray("\xC2\x9Bx") << gone + "x";
        QTest::newRow("Latin-1") << QByteArray("caf\xE9") << "caf" + gone;
        QTest::newRow("cut off") << QByteArray("\xE2\x82") << gone + gone;
        QTest::newRow("overlong") << QByteArray("\xC0\xBC") << gone + gone; // "<" in disguise.
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << gone + gone + gone;
    }
    void textIsTextWhateverItHolds()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, html);
        QCOMPARE(QByteArray::fromStdString(escaped(text.toStdString())), html);
    }

    void base64IsThatOfTheStandard_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const char *text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
            QTest::newRow(text) << QByteArray(text);
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all.append(static_cast<char>(i));
        QTest::newRow("all bytes") << all;
    }
    void base64IsThatOfTheStandard()
    {
        QFETCH(QByteArray, bytes);
        const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.constData());
        QCOMPARE(QByteArray::fromStdString(base64({data, static_cast<std::size_t>(bytes.size())})),
                 bytes.toBase64());
    }
};

QTEST_GUILESS_MAIN(TestHtmlText)
#include "tst_html_text.moc"
