// The patches on which depths are compared: values, and the functions that choose them and read
// what a person decided about them. Any thread.
#pragma once

#include "base/class_score.h"
#include "query/query.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::compare {

enum class Scope {
    Question,  // The candidates of the question: what the query network would be shown.
    Class,     // The same in the whole case: the question's classes and K, no other limit.
    Sightings, // The patches on which given sightings rest.
    Sample,    // Patches of the question's videos at random, whatever they show.
};

std::string_view nameOf(Scope scope);    // "question", "class", "sightings", "sample"
Scope scopeNamed(std::string_view name); // Throws Error.

struct SubjectOptions
{
    Scope scope = Scope::Question;
    query::QueryOptions question;    // Classes, videos, K, ...; its reuse is not looked at.
    std::vector<PatchRef> sightings; // With Scope::Sightings: their best patches.
    std::size_t most = 500;          // More are thinned out evenly, so that both likely and
                                     // unlikely ones stay; a sample is drawn by the seed.
    std::uint64_t seed = 1;
};

// A patch that the networks are shown.
struct Subject
{
    std::size_t video = 0; // A place in Subjects::videos.
    PatchId patch = 0;
    TrackId track = 0;
    ClusterId cluster = 0;
    FrameIndex frame = 0;
    Timestamp time{0};
    cv::Rect box;
    std::size_t object = 0;       // Its track, numbered from 0 over the subjects.
    std::vector<ClassScore> topK; // What the ingest network says of it, likeliest first.
    // Best rank, from 0, of a class asked for: among the classes of its cluster, as the index has
    // it, and of the patch itself in a sample; negative where there is none.
    int rank = -1;
    std::optional<bool> isWanted; // Of a class asked for, as far as a person decided.
};

struct SubjectVideo
{
    std::string id, path;
};

struct Subjects
{
    std::vector<SubjectVideo> videos;
    std::vector<Subject> list;      // As a query shows them: likeliest first. A sample: by video.
    std::vector<ClassId> classes;   // Asked for.
    std::size_t found = 0;          // In the scope, before it was thinned out.
    std::size_t objects = 0;        // Tracks among the list.
    std::size_t candidates = 0;     // That the question has the query network look at.
    std::size_t maps = 0;           // Of the videos: so many are kept at each cut, or would be.
    std::size_t inferred = 0;       // Patches of the videos that the ingest network ran on.
    std::size_t decided = 0;        // Of the list, about which a person decided.
    std::vector<std::string> notes; // Sentences: what could not be used, and why.

    PatchRef ref(std::size_t i) const { return {videos[list[i].video].id, list[i].patch}; }
};

// Throws Error: an unknown class, nothing to compare, a damaged store. Decisions are read.
Subjects chooseSubjects(const store::Case &from, const nn::ModelPack &pack,
                        const SubjectOptions &options);

// Sets isWanted anew. A decision is about the track of its patch, and about the class that it
// names. Throws Error.
void readDecisions(const store::Case &from, const nn::ModelPack &pack, Subjects &subjects);

} // namespace refocus::compare
