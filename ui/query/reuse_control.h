// The depth of reuse as segments: none, the pack's splices, auto. Tab reaches it, the arrows
// choose.
#pragma once

#include "ui/engine/engine.h"

#include <QRadioButton>

#include <vector>

namespace refocus::ui {

class ReuseSegment : public QRadioButton
{
    Q_OBJECT

public:
    ReuseSegment(const DepthInfo &depth, QWidget *parent);
    const DepthInfo &depth() const { return m_depth; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    DepthInfo m_depth;
};

class ReuseControl : public QWidget
{
    Q_OBJECT

public:
    explicit ReuseControl(QWidget *parent = nullptr);

    void setDepths(const std::vector<DepthInfo> &depths); // Keeps what is chosen.
    void setReuse(const query::Reuse &reuse);             // Says nothing of it.
    const query::Reuse &reuse() const { return m_reuse; }
    void cycle(int by = 1); // The next one, around.
    const std::vector<ReuseSegment *> &segments() const { return m_segments; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void changed(); // By the person.

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void measure();
    int perLine(int width) const;
    void place();

    query::Reuse m_reuse;
    std::vector<DepthInfo> m_depths;
    std::vector<ReuseSegment *> m_segments;
    int m_widest = 1; // Of the segments.
};

} // namespace refocus::ui
