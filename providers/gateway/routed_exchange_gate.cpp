// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutedExchange: the step between admission and routing that the gateway's own checks take.
#include "providers/gateway/routed_exchange.h"

#include "providers/gateway/candidate_models.h"

namespace patchbay::gateway {

// What the request says of routing and cannot be read.
Result<void> RoutedExchange::saidWrongly() const
{
    if (m_facts.fault.empty()) {
        return {};
    }
    Error error = makeError(ErrorClass::BadRequest, m_facts.fault);
    error.type = "invalid_request_error";
    return std::unexpected(std::move(error));
}

// Fallbacks that the client names are models that it asks for.
Result<void> RoutedExchange::fallbackRefusal() const
{
    for (const std::string &fallback : m_facts.fallbacks) {
        if (std::optional<Error> error = m_services.keys.modelRefusal(m_setup.caller, fallback)) {
            return std::unexpected(std::move(*error));
        }
    }
    return {};
}

// Where a budget is used up, the models that the key or its team names for that are tried in its place.
Result<Hold> RoutedExchange::admittedByKeys(std::string &model)
{
    KeyBook &keys = m_services.keys;
    CallForm &form = *m_setup.form;
    const auto admit = [&](std::string &name) {
        return keys.admit(m_setup.caller, name,
                          form.estimate(candidateModels(*m_setup.snapshot, m_services.catalog, name)));
    };
    Result<Hold> hold = admit(model);
    if (hold || hold.error().kind != ErrorClass::BudgetExceeded) {
        return hold;
    }
    for (std::string other : keys.budgetFallbacksOf(m_setup.caller, m_asked)) {
        if (Result<Hold> instead = admit(other)) {
            model = std::move(other);
            return instead;
        }
    }
    return hold;
}

void RoutedExchange::enter()
{
    if (!m_setup.gate) {
        decide();
        return;
    }
    m_setup.gate->pass(m_setup.caller, m_facts.model, [self = shared_from_this()](GateVerdict verdict) mutable {
        // From whatever thread it comes.
        self->goOnWith(
            [self, verdict = std::move(verdict)]() mutable { self->passed(std::move(verdict)); });
    });
}

// On an I/O thread, or where others do not wait for what is done with a large body.
void RoutedExchange::goOnWith(std::move_only_function<void()> step)
{
    if (m_setup.large && m_services.workers) {
        m_services.workers->post(std::move(step));
    } else {
        m_services.runtime.post(std::move(step));
    }
}

void RoutedExchange::passed(GateVerdict verdict)
{
    if (m_cancelled) {
        end(0);
    } else if (verdict.error) {
        recordRefusal(*verdict.error, true);
        refuse(*verdict.error);
    } else if (verdict.answer) {
        constexpr int ok = 200;
        m_costKnown = true; // nothing
        m_setup.exchange->addHead(answerHead(false));
        replay(*verdict.answer, *m_setup.exchange);
        end(ok);
    } else {
        if (verdict.form) {
            m_setup.form = std::move(verdict.form);
            m_setup.form->setModel(m_facts.model);
            m_setup.form->removeGatewayFields();
        }
        decide();
    }
}

void RoutedExchange::endGate()
{
    if (!m_setup.gate) {
        return;
    }
    std::exchange(m_setup.gate, nullptr)->ended(m_end);
}

} // namespace patchbay::gateway
