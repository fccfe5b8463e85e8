/** What people do while they work on an incident; each is a decision of its own file, written through `changeIncident`. */
import { type Asked, changeIncident, type IncidentDesk, type Outcome } from '../actions.ts'
import { type Correction, decideCorrection } from '../correct.ts'
import { decided, decideMove, decideSeverity, refused, type Said, unchanged } from '../decide-move.ts'
import type { IncidentMove } from '../incident.ts'
import type { IncidentEventData } from '../incident-event.ts'
import { personOf } from '../incident-event.ts'
import type { Person } from '../role-state.ts'
import { decideRole, type RoleMove } from '../roles.ts'
import type { Severity } from '../severity.ts'
import { type Workflow, workflowProblem } from '../workflow.ts'

export const moveIncident = (
  desk: IncidentDesk,
  id: string,
  move: Exclude<IncidentMove, 'merge'>,
  said: Said,
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: move }, (incident, { now }) =>
    decideMove(incident, move, { ...said, now }),
  )

/** Severity and title in one step. */
export const updateIncident = (
  desk: IncidentDesk,
  id: string,
  wish: { severity?: Severity | undefined; title?: string | undefined; why?: string | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'update' }, (incident) => {
    const { severity, title, why } = wish
    const renamed: IncidentEventData[] =
      title !== undefined && title !== incident.title ? [{ type: 'renamed', title }] : []
    const decision =
      severity === undefined
        ? unchanged
        : decideSeverity(incident, severity, { policy: desk.policy(), byHand: true, why })
    if ('refused' in decision) return decision
    return { events: [...decision.events, ...renamed.map((data) => ({ data }))] }
  })

export const addNote = (
  desk: IncidentDesk,
  id: string,
  { text, happenedAt }: { text: string; happenedAt?: Date | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'note' }, (_, { now }) => {
    if (happenedAt && happenedAt > now) return refused('future', 'that time has not come yet', 'Leave it out for now')
    return { events: [{ data: { type: 'noted', text }, ...(happenedAt ? { happenedAt } : {}) }] }
  })

export interface StatusPost {
  readonly text: string
  readonly subject?: string | undefined
  readonly audience: 'internal' | 'public'
  readonly template?: string | undefined
}

export const postStatus = (desk: IncidentDesk, id: string, post: StatusPost, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'post' }, () =>
    decided({
      type: 'status-posted',
      text: post.text,
      audience: post.audience,
      ...(post.subject === undefined ? {} : { subject: post.subject }),
      ...(post.template === undefined ? {} : { template: post.template }),
    }),
  )

export const correctEntry = (desk: IncidentDesk, id: string, correction: Correction, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'correct' }, async (_, { events, now }) =>
    decideCorrection(await events(), correction, now),
  )

/** What somebody wants with a role; whoever asks is the one who takes, accepts, gives back. */
export type RoleWish =
  | { readonly role: string; readonly do: 'take'; readonly force?: boolean | undefined }
  | { readonly role: string; readonly do: 'offer'; readonly to: Person }
  | { readonly role: string; readonly do: 'accept' | 'decline' | 'release' }

export const changeRole = (desk: IncidentDesk, id: string, wish: RoleWish, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: `role-${wish.do}` }, (incident, { by }) => {
    const decision = decideRole(incident.roles, { ...wish, by: personOf(by) } as RoleMove)
    if (decision === 'unchanged') return unchanged
    return 'refused' in decision ? decision : decided(decision.event)
  })

/** Follows a workflow of the book, as it is now, from its beginning. */
export const chooseWorkflow = (desk: IncidentDesk, id: string, workflow: Workflow, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'follow' }, (incident) => {
    const same = JSON.stringify(incident.workflow) === JSON.stringify(workflow)
    return same ? unchanged : decided({ type: 'workflow-chosen', workflow })
  })

export const doWorkflowStep = (
  desk: IncidentDesk,
  id: string,
  done: { step: string; answer?: string | undefined },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'step' }, ({ workflow, workflowLog }) => {
    if (!workflow) return refused('no-workflow', 'it follows no workflow yet', 'Choose one of the book first')
    const problem = workflowProblem(workflow, workflowLog, done)
    if (problem) return { refused: problem }
    const text = workflow.steps.find(({ id: step }) => step === done.step)!.text
    return decided({
      type: 'workflow-step',
      step: done.step,
      text,
      ...(done.answer === undefined ? {} : { answer: done.answer }),
    })
  })

/** A run that was begun for an incident. */
export const attachRun = (
  desk: IncidentDesk,
  id: string,
  { run, procedure }: { run: string; procedure: string },
  asked: Asked,
): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'attach-run' }, ({ runs }) =>
    runs.some((each) => each.run === run) ? unchanged : decided({ type: 'run-attached', run, procedure }),
  )

export interface FinishedRun {
  readonly run: string
  readonly procedure: string
  readonly outcome: string
  readonly exitCode?: number | undefined
}

/** How such a run ended; said twice it is written once. */
export const finishRun = (desk: IncidentDesk, id: string, ended: FinishedRun, asked: Asked): Promise<Outcome> =>
  changeIncident(desk, id, { ...asked, action: 'run-finished' }, ({ runs }) => {
    const { run, procedure, outcome, exitCode } = ended
    const known = runs.find((each) => each.run === run)
    if (known?.outcome === outcome) return unchanged
    return decided({ type: 'run-finished', run, procedure, outcome, ...(exitCode === undefined ? {} : { exitCode }) })
  })
