// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/admin_call.h"

#include "models/gateway/local_call.h"
#include "models/gateway/sql_key_store.h"
#include "models/keeper/admin_notes.h"
#include "providers/gateway/kept_digest.h"

#include <QFile>

#include <ostream>

namespace patchbay::cli {

using namespace Qt::StringLiterals;

Result<HttpResponse> adminCall(const std::string &dataDirectory, const gateway::AdminRequest &asked,
                               const AnswerHere &answerHere)
{
    const QString data = dataDirectory.empty() ? DataDirectory::defaultPath() : QString::fromStdString(dataDirectory);
    gateway::AdminRequest request = asked;
    request.by = "the command line";
    if (std::optional<Result<HttpResponse>> running = callOwner((data + u"/gateway.sock"_s).toStdString(), request)) {
        return std::move(*running);
    }
    const Result<DataDirectory> directory = DataDirectory::open(data);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    auto store = SqlKeyStore::open(directory->filePath(u"gateway.db"_s),
                                   QFile::exists(directory->ledgerFile()) ? directory->ledgerFile() : QString());
    if (!store) {
        return std::unexpected(store.error());
    }
    Result<gateway::KeyDigest> digest = gateway::keptDigest(directory->filePath(u"gateway.pepper"_s).toStdString(), **store);
    if (!digest) {
        return std::unexpected(digest.error());
    }
    const SystemClock clock;
    gateway::KeyBook book(store->get(), clock, std::move(*digest));
    if (const Result<void> loaded = book.load(); !loaded) {
        return std::unexpected(loaded.error());
    }
    const gateway::AdminWitness witness(request, book);
    Result<HttpResponse> answer = answerHere(request, *directory, book, clock);
    if (answer) {
        witness.tell(adminNotesIn(directory->path().toStdString(), clock), *answer);
    }
    return answer;
}

std::optional<int> answerUsage(const Result<Arguments> &arguments, const std::string &problem, const std::string &usage,
                               const Streams &streams)
{
    if (arguments && arguments->has("--help")) {
        streams.out << usage;
        return Done;
    }
    if (!problem.empty()) {
        streams.err << problem << "\n\n" << usage;
        return WrongUsage;
    }
    return std::nullopt;
}

bool isRefusal(const HttpResponse &answer)
{
    constexpr int firstFailure = 400;
    return answer.status >= firstFailure;
}

int printAnswer(const Result<HttpResponse> &answer, const Streams &streams)
{
    if (!answer) {
        return reportError(answer.error(), streams.err);
    }
    const bool refused = isRefusal(*answer);
    (refused ? streams.err : streams.out) << answer->body << '\n';
    for (const HttpHeader &header : answer->headers) {
        if (header.name == gateway::auditMissingHeader) {
            streams.err << header.value << '\n';
        }
    }
    return refused ? Failed : Done;
}

std::string escapedInAddress(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if ((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')) {
            result += letter;
        } else {
            result += { '%', digits[code >> 4], digits[code & 15] };
        }
    }
    return result;
}

} // namespace patchbay::cli
