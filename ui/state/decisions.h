// What a person decides about sightings: kept in the case at once, and undone and redone. GUI
// thread only.
#pragma once

#include "ui/state/case_session.h"
#include "ui/state/sightings.h"

#include <QObject>
#include <QUndoStack>

#include <span>

namespace refocus::ui {

class Decisions : public QObject
{
    Q_OBJECT

public:
    Decisions(CaseSession &session, Sightings &sightings, QObject *parent = nullptr);

    // Of the sightings with these ids; one step of undo each. Where all have the decision already,
    // accept and reject take it back. Refused, with refused(), where the case can only be read.
    void accept(std::span<const int> ids);
    void reject(std::span<const int> ids);
    void relabel(std::span<const int> ids, const std::string &className);
    void star(std::span<const int> ids); // Or none, where all are starred.
    void note(std::span<const int> ids, const QString &text);
    void clear(std::span<const int> ids); // The decision; star and note stay.
    // The same of patches that need not be sightings: each shows something of the class, or not.
    void acceptPatches(std::span<const PatchRef> patches, const std::string &className);
    void rejectPatches(std::span<const PatchRef> patches, const std::string &className);

    QUndoStack &undoStack() { return m_undo; }

Q_SIGNALS:
    void refused(const QString &sentence);

private:
    using Change = std::function<void(store::Review &, const SightingItem &)>;
    void decide(std::span<const int> ids, const QString &text, const Change &change,
                bool takesBack = false);
    void decidePatches(std::span<const PatchRef> patches, const QString &text,
                       store::Decision decision, const std::string &className);
    bool refuse(); // Whether the case can only be read; says so.
    bool all(std::span<const int> ids, const std::function<bool(const SightingItem &)> &have) const;
    friend class ReviewCommand;
    void forget(const std::string &video);
    void apply(const PatchRef &patch, const std::optional<store::Review> &review);

    CaseSession &m_session;
    Sightings &m_sightings;
    QUndoStack m_undo;
};

} // namespace refocus::ui
