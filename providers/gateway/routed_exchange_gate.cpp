// SPDX-License-Identifier: GPL-3.0-or-later
//
// RoutedExchange: the step between admission and routing that the gateway's own checks take.
#include "providers/gateway/routed_exchange.h"

namespace patchbay::gateway {

void RoutedExchange::enter()
{
    if (!m_setup.gate) {
        decide();
        return;
    }
    m_setup.gate->pass(m_setup.caller, m_facts.model, [self = shared_from_this()](GateVerdict verdict) mutable {
        // From whatever thread it comes: what follows is an I/O thread's.
        self->m_services.runtime.post(
            [self, verdict = std::move(verdict)]() mutable { self->passed(std::move(verdict)); });
    });
}

void RoutedExchange::passed(GateVerdict verdict)
{
    if (m_cancelled) {
        end(0);
    } else if (verdict.error) {
        recordRefusal(*verdict.error);
        refuse(*verdict.error);
    } else if (verdict.answer) {
        constexpr int ok = 200;
        m_costKnown = true; // nothing
        replay(*verdict.answer, *m_setup.exchange, answerHeaders(false));
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
