/**
 * What the API says, as types: all that the console knows of the server. Types only, made from the schemas the routes declare, so that they
 * cannot say anything else.
 */
import type { z } from 'zod'
import type { auditRecordShape } from '../audit/routes.ts'
import type { tokenShape } from '../identity/own/routes.ts'
import type { openSessionShape } from '../identity/sign-in/routes.ts'
import type { sessionShape } from '../identity/sign-in/session-shape.ts'
import type { teamShape } from '../identity/team/routes.ts'
import type { userShape } from '../identity/user/routes.ts'
import type { shownAlertSchema } from '../response/alert/show/shown-alert.ts'
import type { shownEventSchema } from '../response/alert/show/shown-event.ts'
import type { shownRoutingSchema } from '../response/alert/show/shown-routing.ts'
import type { matcherSchema, ShownSilence } from '../response/alert/silence/shown-silence.ts'
import type { alertGroupShape } from '../response/alert/tally/tally.ts'
import type { incidentAlertShape } from '../response/incident/alert/alert-shape.ts'
import type { draftShape, policyShape, positionShape } from '../response/incident/book/book-shape.ts'
import type { entryShape, incidentShape } from '../response/incident/incident-shape.ts'
import type { suggestionShape } from '../response/incident/suggest/suggestion-shape.ts'
import type { logHitsShape, logShape } from '../runbook/remote/log/log-shape.ts'
import type { shownRunShape } from '../runbook/remote/look/routes.ts'
import type { runNoteShape } from '../runbook/remote/note/routes.ts'
import type { approvalShape, progressShape } from '../runbook/remote/progress/progress-shape.ts'
import type { remoteQuestionSchema } from '../runbook/remote/remote-question.ts'
import type { RunWish as Wish } from '../runbook/remote/routes.ts'
import type { runShape } from '../runbook/remote/run-shape.ts'
import type { runnerShape } from '../runbook/remote/runner/routes.ts'
import type {
  findingShape,
  gateShape,
  hitShape,
  runbookPageShape,
  runbookShape,
} from '../runbook/report/runbooks/runbook-shape.ts'
import type { integrationShape } from './integration-routes.ts'

export type { Permission } from '../kit/permission.ts'

/** A page of a list; `next` goes into the query as `after`. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export type Session = z.output<typeof sessionShape> & { readonly csrf: string | null }
export type Alert = z.output<typeof shownAlertSchema>
export type AlertEvent = z.output<typeof shownEventSchema>
export type AlertGroup = z.output<typeof alertGroupShape>
export type Routing = z.output<typeof shownRoutingSchema>
export type Matcher = z.output<typeof matcherSchema>
export type Silence = ShownSilence
export type Incident = z.output<typeof incidentShape>
export type IncidentAlert = z.output<typeof incidentAlertShape>
export type Suggestion = z.output<typeof suggestionShape>
export type IncidentPolicy = z.output<typeof policyShape>
export type WorkflowPosition = z.output<typeof positionShape>
export type StatusDraft = z.output<typeof draftShape>
export type TimelineEntry = z.output<typeof entryShape>
export type Run = z.output<typeof runShape>
export type ShownRun = z.output<typeof shownRunShape>
export type RunWish = Pick<Wish, 'page' | 'procedure'> & Partial<Wish>
export type RunProgress = z.output<typeof progressShape>
export type RunApproval = z.output<typeof approvalShape>
export type RunQuestion = z.output<typeof remoteQuestionSchema>
export type RunNote = z.output<typeof runNoteShape>
export type RunLog = z.output<typeof logShape>
export type RunLogHits = z.output<typeof logHitsShape>
export type { Plan, PlannedStep } from '../runbook/plan/plan.ts'
export type Runbook = z.output<typeof runbookShape>
export type RunbookPage = z.output<typeof runbookPageShape>
export type RunbookHit = z.output<typeof hitShape>
export type BookFinding = z.output<typeof findingShape>
export type BookGate = z.output<typeof gateShape>
export type { RenderedBlock, RenderedInline } from '../runbook/book/rendered/rendered.ts'
export type { ProcedureOutput, StepOutput } from '../runbook/report/page-contract.ts'
export type AuditItem = z.output<typeof auditRecordShape>
export type ApiToken = z.output<typeof tokenShape>
export type OpenSession = z.output<typeof openSessionShape>
export type Team = z.output<typeof teamShape>
export type User = z.output<typeof userShape>
export type Runner = z.output<typeof runnerShape>
export type Integration = z.output<typeof integrationShape>
export type { ServerStatus } from './server-status-shape.ts'
