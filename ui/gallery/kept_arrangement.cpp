#include "ui/gallery/kept_arrangement.h"

#include "ui/gallery/gallery_panel.h"

#include <QSettings>

namespace refocus::ui {

void keepArrangement(const SightingModel &model, const GalleryPanel &gallery)
{
    QSettings settings;
    settings.setValue(QStringLiteral("gallery/cellWidth"), gallery.cellWidth());
    settings.setValue(QStringLiteral("gallery/sort"), static_cast<int>(model.sort()));
    settings.setValue(QStringLiteral("gallery/order"), static_cast<int>(model.order()));
    settings.setValue(QStringLiteral("gallery/group"), static_cast<int>(model.group()));
}

void restoreArrangement(SightingModel &model, GalleryPanel &gallery)
{
    const QSettings settings;
    const auto kept = [&](const char *name, int last, int usual) {
        const int value = settings.value(QLatin1String(name), usual).toInt();
        return value >= 0 && value <= last ? value : usual;
    };
    gallery.setCellWidth(
        settings.value(QStringLiteral("gallery/cellWidth"), gallery.cellWidth()).toInt());
    model.setSort(static_cast<SightingModel::Sort>(
                      kept("gallery/sort", static_cast<int>(SightingModel::Sort::Camera), 0)),
                  static_cast<Qt::SortOrder>(kept("gallery/order", Qt::DescendingOrder, 0)));
    model.setGroup(static_cast<SightingModel::Group>(
        kept("gallery/group", static_cast<int>(SightingModel::Group::Cluster), 0)));
}

} // namespace refocus::ui
