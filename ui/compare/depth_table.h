// The table of a comparison: a depth a row, its name always in view. The selected row is the depth
// that is looked at. GUI thread only.
#pragma once

#include "ui/compare/depth_table_model.h"

#include <QTableView>

namespace refocus::ui {

class DepthTable : public QTableView
{
    Q_OBJECT

public:
    explicit DepthTable(QWidget *parent = nullptr);

    void setCompared(const Compared &compared); // Keeps selection and scroll position.
    const DepthTableModel &model() const { return m_model; }
    int chosen() const;     // Row; -1: none.
    void choose(int depth); // Says nothing of it.
    void copy() const;      // The selected rows, or all, as text with tabs.

    QSize sizeHint() const override; // All rows without scrolling.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void depthChosen(int depth); // By the person.

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;

private:
    void fitColumns();
    void placeFrozen();

    DepthTableModel m_model;
    QTableView *m_frozen; // The first column, over the view's own.
    bool m_choosing = false;
};

} // namespace refocus::ui
