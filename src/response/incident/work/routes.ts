/** What people do to one incident while they work on it. */
import { z } from 'zod'
import { refuseRequest } from '../../../kit/problem.ts'
import { type Route, type RouteAnswer, route } from '../../../kit/route.ts'
import { answering, type IncidentRoutesDesk, instantWord, oneIncident, severityNamed } from '../desk/routes.ts'
import { incidentShape } from '../incident-shape.ts'
import { roleId } from '../read-roles.ts'
import { unfilledBlanks } from '../template-blanks.ts'
import {
  addNote,
  attachRun,
  changeRole,
  correctEntry,
  moveIncident,
  postStatus,
  type RoleWish,
  updateIncident,
} from './actions.ts'

const words = z.string().trim().min(1).max(20_000)
const answers = { 200: incidentShape }

export const workRoutes = (desk: IncidentRoutesDesk): Route[] => [
  ...moveRoutes(desk),
  updateRoute(desk),
  noteRoute(desk),
  correctRoute(desk),
  postRoute(desk),
  roleRoute(desk),
  ownRoleRoute(desk),
  runRoute(desk),
]

const MOVES = [
  ['acknowledge', 'Says that somebody has it'],
  ['mitigate', 'Says that the damage is under control'],
  ['resolve', 'Ends it'],
  ['reopen', 'Begins it again; the promises count anew'],
] as const

const moveRoutes = (desk: IncidentRoutesDesk): Route[] =>
  MOVES.map(([move, summary]) =>
    route({
      method: 'POST',
      path: `/api/v1/incidents/:incident/${move}`,
      summary: `${summary}; done twice it changes nothing`,
      access: oneIncident(desk, 'incident:write'),
      body: z.strictObject({ text: words.optional(), at: instantWord.optional() }).prefault({}),
      answers,
      handle: async (request) => {
        const { text, at } = request.body
        const said = { text, happenedAt: at === undefined ? undefined : new Date(at) }
        return answering(request, (asked) => moveIncident(desk, request.params.incident!, move, said, asked))
      },
    }),
  )

const updateRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'PATCH',
    path: '/api/v1/incidents/:incident',
    summary: 'Changes its severity or its title; with another severity come its promises',
    access: oneIncident(desk, 'incident:write'),
    body: z.strictObject({
      severity: z.string().min(1).max(100).optional(),
      title: z.string().trim().min(1).max(300).optional(),
      why: z.string().trim().max(2_000).optional(),
    }),
    answers,
    handle: async (request) => {
      const { severity, title, why } = request.body
      const named = severity === undefined ? { severity: undefined } : severityNamed(desk, severity)
      if (!('severity' in named)) return named
      const wish = { severity: named.severity, title, why }
      return answering(request, (asked) => updateIncident(desk, request.params.incident!, wish, asked))
    },
  })

const noteRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/notes',
    summary: 'Writes something down',
    access: oneIncident(desk, 'incident:note'),
    body: z.strictObject({ text: words, at: instantWord.optional() }),
    answers,
    handle: async (request) => {
      const { text, at } = request.body
      const note = { text, happenedAt: at === undefined ? undefined : new Date(at) }
      return answering(request, (asked) => addNote(desk, request.params.incident!, note, asked))
    },
  })

const correctRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/corrections',
    summary: 'Supersedes an entry of the timeline: its words, its time, or that it is shown. The record keeps both',
    access: oneIncident(desk, 'incident:note'),
    body: z
      .strictObject({
        entry: z.int().min(1),
        text: words.optional(),
        at: instantWord.optional(),
        withdrawn: z.boolean().optional(),
        why: z.string().trim().min(1).max(2_000),
      })
      .refine(({ text, at, withdrawn }) => text !== undefined || at !== undefined || withdrawn !== undefined, {
        message: 'say what is to be other: text, at or withdrawn',
      }),
    answers,
    handle: async (request) => {
      const { entry, text, at, withdrawn, why } = request.body
      const correction = { entry, text, withdrawn, why, happenedAt: at === undefined ? undefined : new Date(at) }
      return answering(request, (asked) => correctEntry(desk, request.params.incident!, correction, asked))
    },
  })

const postRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/updates',
    summary: 'Posts a status. Text made from a template is refused while it still has blanks of it',
    access: oneIncident(desk, 'incident:post'),
    body: z.strictObject({
      text: words,
      subject: z.string().trim().min(1).max(300).optional(),
      audience: z.enum(['internal', 'public']).default('internal'),
      template: z.string().max(500).optional().describe('Id of the template it was made from'),
    }),
    answers,
    handle: async (request) => {
      const { text, subject, template } = request.body
      const refused = template === undefined ? undefined : blanksIn(desk, template, `${subject ?? ''}\n${text}`)
      return refused ?? answering(request, (asked) => postStatus(desk, request.params.incident!, request.body, asked))
    },
  })

function blanksIn(desk: IncidentRoutesDesk, id: string, text: string): RouteAnswer | undefined {
  const template = desk.book().templates.find((each) => each.id === id)
  if (!template)
    return refuseRequest(400, {
      ...{ code: 'incident/no-template', message: `the book has no template "${id}"`, at: 'template' },
    })
  const blanks = unfilledBlanks(template, text)
  if (blanks.length === 0) return undefined
  const message = `these blanks of the template are not filled: ${blanks.join(', ')}`
  return refuseRequest(409, { code: 'incident/blank', message, hint: 'Fill them or take their lines out', at: 'text' })
}

const roleWord = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,60}$/u, 'a role is one word')
  .transform(roleId)

const roleRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/roles',
    summary: 'Takes or offers a role. Until an offer is accepted, whoever has it keeps it',
    access: oneIncident(desk, 'incident:write'),
    body: z.strictObject({
      role: roleWord,
      do: z.enum(['take', 'offer', 'accept', 'decline', 'release']),
      to: z.string().min(1).max(200).optional().describe('For "offer": id or login of a person'),
      force: z.boolean().optional().describe('For "take": although somebody has it who cannot be reached'),
    }),
    answers,
    handle: async (request) => {
      const { role, do: what, to, force } = request.body
      let wish: RoleWish
      if (what === 'offer') {
        const person = to === undefined ? undefined : await desk.person(to)
        if (!person)
          return refuseRequest(400, { code: 'role/nobody', message: `there is nobody called "${to ?? ''}"`, at: 'to' })
        wish = { role, do: what, to: person }
      } else wish = what === 'take' ? { role, do: what, force } : { role, do: what }
      return answering(request, (asked) => changeRole(desk, request.params.incident!, wish, asked))
    },
  })

const ownRoleRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/roles/own',
    summary: 'Says yes or no to a role one is offered, or gives back one that one holds',
    access: oneIncident(desk, 'incident:join'),
    body: z.strictObject({ role: roleWord, do: z.enum(['accept', 'decline', 'release']) }),
    answers,
    handle: async (request) =>
      answering(request, (asked) => changeRole(desk, request.params.incident!, request.body, asked)),
  })

const runRoute = (desk: IncidentRoutesDesk): Route =>
  route({
    method: 'POST',
    path: '/api/v1/incidents/:incident/runs',
    summary: 'Puts a run on the timeline that was not begun from here',
    access: oneIncident(desk, 'incident:write'),
    body: z.strictObject({ run: z.string().min(1).max(100) }),
    answers,
    handle: async (request) => {
      const { run } = request.body
      const found = await desk.run(run)
      if (!found) return refuseRequest(404, { code: 'run/unknown', message: `there is no run "${run}"`, at: 'run' })
      return answering(request, (asked) =>
        attachRun(desk, request.params.incident!, { run, procedure: found.procedure }, asked),
      )
    },
  })
