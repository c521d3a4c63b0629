// Widgets side by side, line after line, in the middle of its height. The last one may take what
// its line leaves.
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace refocus::ui {

class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(int spacing, QWidget *parent = nullptr);

    void insertWidget(int place, QWidget *widget);

    void addItem(QLayoutItem *item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    int arrange(const QRect &rect, bool apply) const; // The height it takes.

    int m_spacing;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace refocus::ui
