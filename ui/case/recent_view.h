// The list of recent cases: picture, name, path, when it was used, how many sources it has.
#pragma once

#include "ui/case/recent_cases.h"

#include <QListView>

namespace refocus::ui {

struct RecentRow
{
    RecentCase item;
    QImage picture;
    bool missing = false; // No folder at its path.
};

class RecentView : public QListView
{
    Q_OBJECT

public:
    explicit RecentView(QWidget *parent = nullptr);

    void setRows(std::vector<RecentRow> rows);
    const std::vector<RecentRow> &rows() const { return m_rows; }
    QRect removeButton(int row) const; // In the viewport.

Q_SIGNALS:
    void opened(const QString &folder);
    void removed(const QString &folder); // Asked for; by Delete or the button of the row.

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    friend class RecentModel;
    std::vector<RecentRow> m_rows;
};

} // namespace refocus::ui
