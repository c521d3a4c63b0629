// The gallery's head: how many sightings there are and how many are to be reviewed, what is shown
// of them, in which order and how large. GUI thread only.
#pragma once

#include "ui/controls/depth_slider.h"
#include "ui/models/sighting_model.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace refocus::ui {

class GalleryHeader : public QWidget
{
    Q_OBJECT

public:
    GalleryHeader(Workbench &workbench, SightingModel &model, QWidget *parent = nullptr);

    void setCellWidth(int width);
    QString countsText() const;
    DepthSlider &depthSlider() { return *m_depth; }

Q_SIGNALS:
    void cellWidthChosen(int width);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *addButton(const QString &iconName, const QString &what, QMenu *menu);
    QMenu *filterMenu();
    QMenu *sortMenu();
    QMenu *groupMenu();
    void fillSources(QMenu *menu);
    void showCounts();
    void showArrangement();
    void fit();

    Workbench &m_workbench;
    SightingModel &m_model;
    QLabel *m_counts;
    QToolButton *m_part, *m_filter = nullptr, *m_sort = nullptr, *m_group = nullptr;
    DepthSlider *m_depth;
    QSlider *m_size;
    QTimer m_soon; // Counts change many times in one turn of the event loop.
};

} // namespace refocus::ui
