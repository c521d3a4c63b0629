// The patches on which depths differ, with what each depth says: decided by A and R, played by
// Enter. GUI thread only.
#pragma once

#include "ui/compare/disagreement_model.h"
#include "ui/models/thumbnail_loader.h"
#include "ui/state/workbench.h"

#include <QListView>
#include <QStyledItemDelegate>

namespace refocus::ui {

// A card: the picture, and beside it a line a depth.
class DisagreementDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    DisagreementDelegate(const DisagreementModel &model, const ThumbnailLoader &loader,
                         QObject *parent);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintVerdicts(QPainter &painter, const QStyleOptionViewItem &option, const QRect &box,
                       const Disagreement &of) const;

    const DisagreementModel &m_model;
    const ThumbnailLoader &m_loader;
};

class DisagreementView : public QListView
{
    Q_OBJECT

public:
    explicit DisagreementView(Workbench &workbench, QWidget *parent = nullptr);

    void setCompared(const Compared &compared);
    const DisagreementModel &model() const { return m_model; }
    // Of what is selected: it is of a class asked for, or not. Then the next open one is current.
    void acceptSelected();
    void rejectSelected();
    void next();
    void previous();

Q_SIGNALS:
    void playRequested(); // The playhead has been moved to the patch.

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void decide(bool isWanted);
    std::string classOf(const Disagreement &of) const; // That a decision about it is about.
    void play(const QModelIndex &index);
    void wantPictures();

    Workbench &m_bench;
    DisagreementModel m_model;
    ThumbnailLoader m_loader;
    std::vector<std::string> m_classes; // Asked for.
};

} // namespace refocus::ui
