#include "ui/settings/picture_memory.h"

#include "ui/models/thumbnail_loader.h"

#include <QSettings>

#include <algorithm>

namespace refocus::ui {

namespace {

const QString kKey = QStringLiteral("storage/pictureMegabytes");
constexpr int kUsual = ThumbnailLoader::kUsualRoomBytes >> 20, kLeast = 8, kMost = 8192;

} // namespace

int keptPictureMegabytes()
{
    return std::clamp(QSettings().value(kKey, kUsual).toInt(), kLeast, kMost);
}

void keepPictureMegabytes(int megabytes) { QSettings().setValue(kKey, megabytes); }

void applyPictureMemory()
{
    ThumbnailLoader::setRoom(static_cast<qsizetype>(keptPictureMegabytes()) << 20);
}

} // namespace refocus::ui
