// The classes that occur, with their marks and how many sightings of each there are. GUI thread
// only.
#pragma once

#include "ui/timeline/sighting_index.h"

#include <QWidget>

namespace refocus::ui {

class ClassLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ClassLegend(QWidget *parent = nullptr);

    void setClasses(std::vector<SightingIndex::Class> classes); // Those with a row are shown.
    void setHint(const QString &hint); // In their place where there are none.
    const QString &hint() const { return m_hint; }
    QString text() const;              // "car 12, truck 3"

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<SightingIndex::Class> m_classes; // By row.
    QString m_hint;
};

} // namespace refocus::ui
