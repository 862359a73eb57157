// SPDX-License-Identifier: GPL-3.0-or-later
//
// AnswerBox: what servers answered, on its way from whatever thread to the finder's. Inside the room only.
#pragma once

#include "providers/core/result.h"

#include <QObject>

#include <mutex>
#include <utility>

namespace patchbay {

class AnswerBox final : public QObject {
    Q_OBJECT
public:
    struct Answer {
        qsizetype position = 0; // of the server
        Result<std::vector<std::string>> models;
    };

    // From any thread.
    void put(Answer answer)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_answers.push_back(std::move(answer));
        }
        Q_EMIT filled();
    }
    std::vector<Answer> takeAll()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_answers, {});
    }

Q_SIGNALS:
    void filled(); // carries nothing: what was put in is under the lock

private:
    std::mutex m_mutex;
    std::vector<Answer> m_answers;
};

} // namespace patchbay
