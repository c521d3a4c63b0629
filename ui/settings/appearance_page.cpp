#include "ui/settings/appearance_page.h"

#include "ui/settings/appearance.h"

#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QRadioButton>

namespace refocus::ui {

AppearancePage::AppearancePage(QWidget *parent)
    : SettingsPage(tr("Appearance"), tr("Footage and thumbnails lie on a dark ground in both."),
                   parent)
{
    auto *themes = new QWidget(this);
    auto *row = new QHBoxLayout(themes);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4 * kGrid);
    auto *group = new QButtonGroup(this);
    const std::pair<Theme, QString> names[] = {{Theme::System, tr("As the desktop")},
                                               {Theme::Light, tr("Light")},
                                               {Theme::Dark, tr("Dark")}};
    for (const auto &[theme, name] : names) {
        auto *button = new QRadioButton(name, themes);
        button->setMinimumHeight(kControl);
        button->setChecked(theme == keptTheme());
        group->addButton(button, static_cast<int>(theme));
        row->addWidget(button);
    }
    connect(group, &QButtonGroup::idClicked, this, [this](int id) {
        const auto theme = static_cast<Theme>(id);
        keepTheme(theme);
        applyTheme(*qApp, theme);
        Q_EMIT themeChosen(theme);
    });
    addRow(tr("Theme"), themes);

    auto *points = new QComboBox(this);
    points->addItem(tr("As the desktop"), 0);
    for (const int size : {8, 9, 10, 11, 12, 13, 14, 16, 18, 20})
        points->addItem(tr("%1 points").arg(size), size);
    points->setCurrentIndex(std::max(0, points->findData(keptFontPoints())));
    connect(points, &QComboBox::currentIndexChanged, this, [points] {
        keepFontPoints(points->currentData().toInt());
        applyFont();
    });
    addRow(tr("Text"), points);

    auto *scale = new QComboBox(this);
    for (const int percent : {100, 125, 150, 175, 200})
        scale->addItem(tr("%1 %").arg(percent), percent);
    scale->setCurrentIndex(std::max(0, scale->findData(keptScale())));
    connect(scale, &QComboBox::currentIndexChanged, this,
            [scale] { keepScale(scale->currentData().toInt()); });
    addRow(tr("Scale"), scale,
           tr("Of everything, on top of what the desktop does. Counts from the next start."));
    rows()->addStretch(1);
}

} // namespace refocus::ui
