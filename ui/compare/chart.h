// A chart of a comparison: title, what its kind draws, values under the pointer or by the arrow
// keys, and a menu that takes it away as a picture or as text. GUI thread only.
//
// Keys: arrows move through the values, Home and End to the first and last, Enter chooses the
// depth, Escape leaves; the menu key opens the menu.
#pragma once

#include "ui/compare/chart_spot.h"
#include "ui/compare/compared.h"

#include <QWidget>

class QMenu;
class QToolButton;

namespace refocus::ui {

inline constexpr int kChartTitle = 28; // Pixels that the title takes, above the chart's area.

class Chart : public QWidget
{
    Q_OBJECT

public:
    // name: of files, "time-a-patch".
    Chart(QString title, QString name, QWidget *parent);

    void setCompared(const Compared &compared); // Keeps what is pointed at.
    const Compared &compared() const { return m_compared; }
    void setChosen(int depth); // Emphasised; -1: none. Says nothing of it.
    int chosen() const { return m_chosen; }
    QString title() const { return m_title; }

    const ChartSpot *current() const; // Pointed at or walked to; null: none.
    const std::vector<ChartSpot> &spots() const;
    QRectF area() const { return areaOf(size()); } // Where its kind draws.

    // Why there is nothing to draw yet; empty where there is.
    virtual QString emptySentence() const = 0;
    // A header line and the values that are shown, for files.
    virtual std::vector<QStringList> table() const = 0;
    QString csv() const;
    QImage picture(QSize size, double scale = 2) const;
    // As its ending says: .png, .svg or .csv. Returns what went wrong; empty: nothing.
    QString save(const QString &file) const;
    QMenu *menu() { return m_menu; }

    QSize sizeHint() const override { return {400, 220}; }
    QSize minimumSizeHint() const override { return {260, 160}; }

Q_SIGNALS:
    void depthChosen(int depth); // By the person.
    void failed(const QString &sentence);

protected:
    // Requires: emptySentence() is empty.
    virtual std::vector<ChartSpot> spotsIn(const QRectF &area) const = 0;
    virtual void paintIn(QPainter &painter, const QRectF &area) const = 0;
    virtual int headerWidth() const { return 0; } // Of its own controls in the title.
    virtual void figuresChanged() {}              // Figures, size or font: geometry is stale.

    QFont chartFont() const; // In pixels, so that it is the same on a picture and in a file.
    void geometryChanged();
    QRectF headerBox() const; // Where controls in the title go, before the menu button.

    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    static QRectF areaOf(QSizeF size);
    void paintOn(QPainter &painter, QSizeF size) const;
    void paintCard(QPainter &painter) const;
    void setCurrent(const QString &key);
    void describe();
    void saveAs(const QString &ending, const QString &kind);

    QString m_title, m_name;
    Compared m_compared;
    int m_chosen = -1;
    QString m_current;   // Key of a spot.
    bool m_ring = false; // Focus came by a key.
    mutable std::vector<ChartSpot> m_spots;
    mutable bool m_stale = true;
    QToolButton *m_more;
    QMenu *m_menu;
};

} // namespace refocus::ui
