// The region of a question: a way to draw one, or what was drawn, small.
#pragma once

#include <QAbstractButton>
#include <opencv2/core/types.hpp>

#include <vector>

class QLabel;
class QPushButton;
class QToolButton;

namespace refocus::ui {

// The polygon in a small picture's frame; a click draws another.
class RegionMiniature : public QAbstractButton
{
    Q_OBJECT

public:
    explicit RegionMiniature(QWidget *parent = nullptr);
    void set(std::vector<cv::Point> region, QSize picture);
    const std::vector<cv::Point> &region() const { return m_region; }
    QSize sizeHint() const override { return {56, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<cv::Point> m_region;
    QSize m_picture;
};

class RegionRow : public QWidget
{
    Q_OBJECT

public:
    explicit RegionRow(QWidget *parent = nullptr);
    // Picture: the size of the pictures that it is drawn on, as displayed. Sources: searched with
    // it.
    void set(const std::vector<cv::Point> &region, QSize picture, int sources);
    QPushButton *drawButton() const { return m_draw; }
    RegionMiniature *miniature() const { return m_miniature; }
    QToolButton *clearButton() const { return m_clear; }

Q_SIGNALS:
    void drawRequested();
    void cleared();

private:
    QPushButton *m_draw;
    RegionMiniature *m_miniature;
    QLabel *m_text;
    QToolButton *m_clear;
};

// Of the picture's area, 0 to 1.
double shareOf(const std::vector<cv::Point> &region, QSize picture);

} // namespace refocus::ui
