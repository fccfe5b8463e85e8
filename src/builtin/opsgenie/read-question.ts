import type { IntakeReading, IntakeRequest, IntegrationFacts } from '../../component/intake.ts'
import { atOnce } from '../../component/intake-answers.ts'
import type { AlertLogLine, AlertPage } from '../../component/intake-question.ts'
import { failed, found, notProcessable } from './answers.ts'
import { readFilter } from './read-filter.ts'
import { alertData, alertSummary, logLine, noteLine, outcomeData } from './shown-alert.ts'
import { NO_SUCH_TARGET, targetOf } from './target.ts'

const REQUEST = /^requests\/([^/]+)$/
const PART = /^(.+)\/(logs|notes)$/s

/** A GET below `/alerts`; undefined for a path that is none. */
export function readQuestion(request: IntakeRequest, integration: IntegrationFacts): IntakeReading | undefined {
  const rest = request.path.slice('/alerts'.length).replace(/^\//, '')
  if (rest === '' || rest === 'count') return readList(rest === 'count', request, integration)
  const requestId = REQUEST.exec(rest)?.[1]
  if (requestId !== undefined)
    return {
      kind: 'lookup',
      ask: 'request',
      requestId,
      answer: (outcome) =>
        outcome
          ? found(request, outcomeData(outcome))
          : failed(request, 404, 'Request not found. It might not be processed, yet.'),
    }
  const part = PART.exec(rest)
  const target = targetOf(part?.[1] ?? rest, request.query)
  if (!target) return atOnce(notProcessable(request, NO_SUCH_TARGET))
  const nowhere = () => failed(request, 404, 'Alert does not exist')
  if (!part)
    return {
      kind: 'lookup',
      ask: 'alert',
      target,
      answer: (alert) => (alert ? found(request, alertData(alert, integration)) : nowhere()),
    }
  const page = pageOf(request.query, 100)
  const shown = (lines: readonly AlertLogLine[] | undefined, show: (line: AlertLogLine) => unknown) =>
    lines ? found(request, lines.map(show), { paging: {} }) : nowhere()
  return part[2] === 'notes'
    ? { kind: 'lookup', ask: 'notes', target, page, answer: (lines) => shown(lines, noteLine) }
    : { kind: 'lookup', ask: 'log', target, page, answer: (lines) => shown(lines, logLine) }
}

function readList(countOnly: boolean, request: IntakeRequest, integration: IntegrationFacts): IntakeReading {
  const filter = readFilter((request.query.get('query') ?? '').slice(0, 1000))
  if ('problem' in filter) return atOnce(notProcessable(request, { query: filter.problem }))
  if (countOnly) return { kind: 'lookup', ask: 'count', filter, answer: (count) => found(request, { count }) }
  return {
    kind: 'lookup',
    ask: 'alerts',
    filter,
    page: pageOf(request.query, 20),
    answer: (alerts) =>
      found(
        request,
        alerts.map((alert) => alertSummary(alert, integration)),
        { paging: {} },
      ),
  }
}

function pageOf(query: URLSearchParams, usual: number): AlertPage {
  const number = (name: string, otherwise: number) => {
    const written = query.get(name) ?? ''
    return /^\d{1,6}$/.test(written) ? Number(written) : otherwise
  }
  return {
    limit: Math.min(100, Math.max(1, number('limit', usual))),
    offset: number('offset', 0),
    newestFirst: query.get('order') !== 'asc',
  }
}
