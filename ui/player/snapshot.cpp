#include "ui/player/snapshot.h"

#include "base/error.h"
#include "evidence/names.h"
#include "ui/player/picture.h"

#include <QFile>
#include <QImageWriter>
#include <QTemporaryFile>

#include <set>

namespace refocus::ui {

namespace {

constexpr int kMostOfOneName = 10'000;

} // namespace

std::string snapshotName(const std::string &camera, Timestamp time)
{
    return evidence::safeName(camera) + '_' + evidence::clockText(time, '-') + ".png";
}

std::filesystem::path writeSnapshot(const Frame &frame, const std::filesystem::path &folder,
                                    const std::string &name, const SnapshotNotes &notes)
{
    QTemporaryFile file(QString::fromStdString((folder / ".snapshot-XXXXXX.png").string()));
    const auto fault = [&](const QString &why) {
        return Error(folder / name, "the snapshot cannot be written: " + why.toStdString());
    };
    if (!file.open())
        throw fault(file.errorString());
    QImageWriter writer(&file, "png");
    for (const auto &[key, value] : notes)
        writer.setText(QString::fromStdString(key), QString::fromStdString(value));
    if (!writer.write(wholeImage(frame)))
        throw fault(writer.errorString());
    if (!file.flush())
        throw fault(file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);

    std::set<std::string> taken;
    for (int i = 0; i < kMostOfOneName; ++i) {
        const std::filesystem::path path = folder / evidence::uniqueName(name, taken);
        if (std::filesystem::exists(path))
            continue;
        if (file.rename(QString::fromStdString(path.string()))) { // Refuses to overwrite.
            file.setAutoRemove(false);
            return path;
        }
        if (!std::filesystem::exists(path))
            throw fault(file.errorString());
    }
    throw fault(QStringLiteral("there are too many of this name"));
}

} // namespace refocus::ui
