#include "base/error.h"
#include "train/dataset.h"

#include <QTemporaryDir>
#include <QTest>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <archive.h>
#include <archive_entry.h>
#include <fstream>

using namespace refocus;
using namespace refocus::train;
namespace fs = std::filesystem;

class TestDataset : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }

    void writePicture(const std::string &relative, int value) const
    {
        fs::create_directories((root() / "folder" / relative).parent_path());
        cv::imwrite((root() / "folder" / relative).string(),
                    cv::Mat(48, 48, CV_8UC3, cv::Scalar::all(value)));
    }

    void writeTar(const fs::path &file) const
    {
        archive *out = archive_write_new();
        archive_write_set_format_pax_restricted(out);
        archive_write_open_filename(out, file.c_str());
        for (const auto &entry : fs::recursive_directory_iterator(root() / "folder")) {
            if (!entry.is_regular_file())
                continue;
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            archive_entry *header = archive_entry_new();
            archive_entry_set_pathname(header,
                                       fs::relative(entry.path(), root() / "folder").c_str());
            archive_entry_set_size(header, static_cast<la_int64_t>(bytes.size()));
            archive_entry_set_filetype(header, AE_IFREG);
            archive_write_header(out, header);
            archive_write_data(out, bytes.data(), bytes.size());
            archive_entry_free(header);
        }
        archive_write_free(out);
    }

private Q_SLOTS:
    void initTestCase()
    {
        writePicture("train/car/a.png", 10);
        writePicture("train/car/b.png", 20);
        writePicture("train/bus/c.png", 30);
        writePicture("val/bus/d.png", 40);
        writePicture("test/tram/e.png", 50);
        writePicture("elsewhere/car/f.png", 60);
        std::ofstream(root() / "folder/train/car/notes.txt") << "not a picture";
        writeTar(root() / "set.tar");
    }

    void aFolderAndATarHoldTheSame_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("folder") << "folder";
        QTest::newRow("tar") << "set.tar";
    }
    void aFolderAndATarHoldTheSame()
    {
        QFETCH(QString, name);
        const Sources sources{{root() / name.toStdString()}};
        const Dataset dataset = loadDataset(sources, 96);
        QCOMPARE(dataset.classes, (std::vector<std::string>{"bus", "car", "tram"}));
        QCOMPARE(dataset.train.labels, (std::vector<int>{0, 1, 1}));
        QCOMPARE(dataset.val.labels, (std::vector<int>{0}));
        QCOMPARE(dataset.test.labels, (std::vector<int>{2}));
        QCOMPARE(dataset.train.images[1].at<cv::Vec3b>(0, 0)[0], uchar(10));
    }

    void largePicturesAreShrunk()
    {
        const Sources sources{{root() / "folder"}};
        QCOMPARE(loadDataset(sources, 32).train.images[0].size(), cv::Size(32, 32));
    }

    void correctedPicturesHaveTheirOwnClassOrAreLeftOut()
    {
        std::ofstream(root() / "right.csv") << "path,class\n"
                                               "train/car/a.png,bus\n"
                                               "train/car/b.png,\n";
        const Dataset dataset = loadDataset({{root() / "set.tar"}, root() / "right.csv"}, 96);
        QCOMPARE(dataset.classes, (std::vector<std::string>{"bus", "tram"}));
        QCOMPARE(dataset.train.labels, (std::vector<int>{0, 0}));
        QCOMPARE(dataset.train.images[0].at<cv::Vec3b>(0, 0)[0], uchar(10));
        QCOMPARE(dataset.train.images[1].at<cv::Vec3b>(0, 0)[0], uchar(30));
    }

    void correctionsThatCannotBeMeantAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no such picture") << "path,class\ntrain/car/z.png,bus\n"
                                         << "z.png";
        QTest::newRow("no table") << "train/car/a.png bus\n"
                                  << "path,class";
        QTest::newRow("three columns") << "path,class\ntrain/car/a.png,bus,car\n"
                                       << "a.png,bus";
        QTest::newRow("empty") << ""
                               << "path,class";
    }
    void correctionsThatCannotBeMeantAreRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        std::ofstream(root() / "wrong.csv") << text.toStdString();
        try {
            loadDataset({{root() / "folder"}, root() / "wrong.csv"}, 96);
            QFAIL("these corrections were taken");
        } catch (const Error &error) {
            QVERIFY2(QString(error.what()).contains(says), error.what());
        }
    }

    void valIsTrainedOnWhereThatIsAskedFor()
    {
        const Dataset dataset = loadDataset({{root() / "folder"}, {}, true}, 96);
        QCOMPARE(dataset.train.labels, (std::vector<int>{0, 0, 1, 1}));
        QCOMPARE(dataset.val.size(), std::size_t(0));
        QCOMPARE(dataset.test.size(), std::size_t(1));
    }

    void whatIsNoDatasetIsRefused()
    {
        std::ofstream(root() / "text.tar") << "this is not a tar file at all, only some words";
        fs::create_directories(root() / "nothing");
        fs::copy_file(root() / "set.tar", root() / "cut.tar");
        fs::resize_file(root() / "cut.tar", 700); // In the middle of the first picture.
        for (const char *name : {"text.tar", "nothing", "missing", "cut.tar"}) {
            const Sources sources{{root() / name}};
            QVERIFY_THROWS_EXCEPTION(Error, loadDataset(sources, 96));
        }
    }
};

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
