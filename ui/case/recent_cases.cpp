#include "ui/case/recent_cases.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <memory>

namespace refocus::ui {

namespace {

constexpr auto kArray = "recentCases";
constexpr QSize kThumbnail{320, 200};

std::unique_ptr<QSettings> settingsIn(const QString &file)
{
    return file.isEmpty() ? std::make_unique<QSettings>()
                          : std::make_unique<QSettings>(file, QSettings::IniFormat);
}

QString cleaned(const QString &folder)
{
    return QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
}

} // namespace

QString RecentCase::name() const
{
    const QFileInfo info(folder);
    return info.suffix() == QLatin1String("case") ? info.completeBaseName() : info.fileName();
}

std::vector<RecentCase> RecentCases::list() const
{
    const auto settings = settingsIn(m_file);
    std::vector<RecentCase> cases;
    const int count = settings->beginReadArray(kArray);
    for (int i = 0; i < count; ++i) {
        settings->setArrayIndex(i);
        RecentCase one{settings->value("folder").toString(), settings->value("used").toDateTime(),
                       settings->value("sources", -1).toInt()};
        if (!one.folder.isEmpty())
            cases.push_back(std::move(one));
    }
    return cases;
}

QImage RecentCases::thumbnail(const QString &folder) const { return QImage(thumbnailFile(folder)); }

void RecentCases::touch(const QString &folder) { remember(folder, {}); }

void RecentCases::remember(const QString &folder, const QImage &thumbnail, int sources)
{
    const QString path = cleaned(folder);
    std::vector<RecentCase> cases = list();
    const auto known = std::ranges::find(cases, path, &RecentCase::folder);
    RecentCase one{path, QDateTime::currentDateTime(), sources};
    if (known != cases.end()) {
        if (sources < 0)
            one.sources = known->sources;
        cases.erase(known);
    }
    cases.insert(cases.begin(), one);
    for (std::size_t i = kMost; i < cases.size(); ++i)
        QFile::remove(thumbnailFile(cases[i].folder));
    if (cases.size() > kMost)
        cases.resize(kMost);
    write(cases);
    if (!thumbnail.isNull())
        keepThumbnail(path, thumbnail);
}

void RecentCases::keepThumbnail(const QString &folder, const QImage &picture) const
{
    const QString file = thumbnailFile(cleaned(folder));
    QDir().mkpath(QFileInfo(file).path());
    picture.scaled(kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation).save(file, "PNG");
}

void RecentCases::remove(const QString &folder)
{
    std::vector<RecentCase> cases = list();
    std::erase_if(cases, [&](const RecentCase &one) { return one.folder == folder; });
    write(cases);
    QFile::remove(thumbnailFile(folder));
}

void RecentCases::write(const std::vector<RecentCase> &cases)
{
    const auto settings = settingsIn(m_file);
    settings->remove(kArray);
    settings->beginWriteArray(kArray, static_cast<int>(cases.size()));
    for (std::size_t i = 0; i < cases.size(); ++i) {
        settings->setArrayIndex(static_cast<int>(i));
        settings->setValue("folder", cases[i].folder);
        settings->setValue("used", cases[i].used);
        settings->setValue("sources", cases[i].sources);
    }
    settings->endArray();
}

QString RecentCases::thumbnailFile(const QString &folder) const
{
    const QByteArray name =
        QCryptographicHash::hash(folder.toUtf8(), QCryptographicHash::Sha1).toHex();
    const QDir beside = QFileInfo(settingsIn(m_file)->fileName()).absoluteDir();
    return beside.filePath(QStringLiteral("thumbnails/%1.png").arg(QString::fromLatin1(name)));
}

} // namespace refocus::ui
