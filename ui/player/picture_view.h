// The picture, with boxes and the query's region over it. Draws what FrameSource made, 1:1; zooms
// and pans; has a region drawn on it. Knows nothing of engine or state. GUI thread only.
#pragma once

#include "ui/player/picture.h"
#include "ui/player/region_edit.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QPushButton;

namespace refocus::ui {

// One patch over the picture.
struct PictureBox
{
    enum class Weight { Patch, Sighting, Selected, Current }; // The later the stronger.
    QRectF box;                                               // In pixels of the picture.
    std::string className;                                    // Empty: not known.
    float score = -1;                                         // Negative: not known.
    Weight weight = Weight::Patch;
    bool rejected = false;
};

// Instead of a picture.
struct PictureMessage
{
    QString icon, title, text;
    QString action; // A button's text; none where empty.
    friend bool operator==(const PictureMessage &, const PictureMessage &) = default;
};

class PictureView : public QWidget
{
    Q_OBJECT

public:
    explicit PictureView(QWidget *parent = nullptr);
    ~PictureView() override;

    void setPicture(const Picture &picture);
    void clearPicture();
    const std::optional<Picture> &picture() const { return m_picture; }
    void setMessage(const std::optional<PictureMessage> &message);
    const std::optional<PictureMessage> &message() const { return m_message; }
    void setBoxes(std::vector<PictureBox> boxes);
    const std::vector<PictureBox> &boxes() const { return m_boxes; }
    void setRegion(std::vector<QPointF> corners); // Empty: none.
    void setLookText(const QString &text);        // Shown while the picture is adjusted.
    void showNotice(const QString &sentence);     // For a few seconds.

    const Viewport &viewport() const { return m_viewport; }
    void zoom(double factor); // About the middle.
    void zoomFit();
    void zoomToPixels(); // One device pixel a pixel.

    void startRegion();
    bool isDrawingRegion() const { return m_edit.has_value(); }
    void cancelRegion();

    QSize sizeHint() const override { return {640, 360}; }
    QSize minimumSizeHint() const override { return {240, 135}; }

Q_SIGNALS:
    void viewportChanged();
    void regionDrawn(const std::vector<QPointF> &corners); // At least three.
    void regionEnded();                                    // After drawing, or cancelled.
    void actionClicked();
    void clicked(); // On the picture, nothing having been dragged.

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QSize pictureSize() const { return m_picture ? m_picture->size : QSize(); }
    QPointF shownAt(QPointF inPicture) const; // Logical pixels of this widget.
    QPointF pictureAt(QPointF inWidget) const;
    double reach() const; // Of a corner, in pixels of the picture.
    void setViewport(const Viewport &viewport);
    QSize deviceSize() const;
    void followSize();
    void closeRegion();
    void updateCursor();
    void paintPicture(QPainter &painter) const;
    void paintBox(QPainter &painter, const PictureBox &box) const;
    void paintRegion(QPainter &painter) const;
    void paintChips(QPainter &painter) const;
    void paintMessage(QPainter &painter) const;
    QRect messageRect() const;
    void placeAction();

    std::optional<Picture> m_picture;
    std::optional<PictureMessage> m_message;
    std::vector<PictureBox> m_boxes;
    std::vector<QPointF> m_region;
    std::optional<RegionEdit> m_edit;
    Viewport m_viewport;
    QString m_lookText, m_notice;
    QTimer m_noticeTimer;
    QPushButton *m_action;
    std::optional<QPointF> m_panFrom;
    bool m_panned = false;
};

} // namespace refocus::ui
