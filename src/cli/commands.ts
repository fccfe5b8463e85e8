/** The list of commands. Each is loaded when it is called, so that the help and a typing mistake are answered at once. */
import type { CommandEntry } from './command.ts'

export const commands: readonly CommandEntry[] = [
  { name: 'check', summary: 'find what is wrong in the pages', load: async () => (await import('./check.ts')).check },
  { name: 'fmt', summary: 'show or apply the safe fixes', load: async () => (await import('./fmt.ts')).fmt },
  { name: 'list', summary: 'list pages and their procedures', load: async () => (await import('./list.ts')).list },
  {
    name: 'view',
    summary: 'show a page or a procedure as an operator needs it',
    load: async () => (await import('./view.ts')).view,
  },
  {
    name: 'plan',
    summary: 'show what exactly a procedure would run, without running it',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'run',
    summary: 'carry out a procedure, step by step, and keep a record',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'demo',
    summary: 'break the example shop and repair it by its runbook',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'runs',
    summary: 'look at runs and their records; resume, approve, cancel, export them',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    name: 'alert',
    summary: 'list, view, take, put off, end and send alerts; test the routes of the book',
    load: async () => (await import('./alert.ts')).alert,
  },
  {
    name: 'silence',
    summary: 'keep alerts quiet for a while',
    load: async () => (await import('./silence.ts')).silence,
  },
  {
    name: 'incident',
    summary: 'declare, list, view and work on incidents of a server',
    load: async () => (await import('./incident.ts')).incident,
  },
  {
    name: 'heartbeat',
    summary: 'what a server has to hear of again and again: jobs, pipelines of alerts',
    load: async () => (await import('./heartbeat.ts')).heartbeat,
  },
  {
    name: 'oncall',
    summary: 'who is on call: now, next, in a week; overrides, swaps, calendars',
    load: async () => (await import('./oncall.ts')).oncall,
  },
  {
    name: 'contact',
    summary: 'say how you are reached when you are paged, and prove it',
    load: async () => (await import('./contact.ts')).contact,
  },
  {
    name: 'escalate',
    summary: 'page the next step of an incident at once, or show who would be told when',
    load: async () => (await import('./escalate.ts')).escalate,
  },
  { name: 'page', summary: 'call somebody', load: async () => (await import('./page.ts')).page },
  {
    name: 'test',
    summary: 'carry out pages in folders of their own and say whether they still hold',
    load: async () => (await import('./test.ts')).test,
  },
  {
    name: 'record',
    summary: 'run a page once and make the output it shows true',
    load: async () => (await import('./record.ts')).record,
  },
  {
    name: 'serve',
    summary: 'start the server: alerts, incidents, runs',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'integration',
    summary: 'let tools send signals to a server',
    load: async () => (await import('./integration.ts')).integration,
  },
  { name: 'api', summary: 'send one request to the API of a server', load: async () => (await import('./api.ts')).api },
  {
    name: 'runner',
    summary: 'carry out runs of a server on this machine',
    load: async () => (await import('./runner.ts')).runner,
  },
  {
    name: 'server',
    summary: 'see how it is; bring its database forward, back it up, restore it',
    load: async () => (await import('./server.ts')).server,
  },
  {
    name: 'doctor',
    summary: 'look whether this machine and the server are as they must be',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'search',
    summary: 'find symptoms, procedures and error texts',
    load: async () => (await import('./search.ts')).search,
  },
  {
    name: 'explain',
    summary: 'say why a line was read as it was, or what a rule means',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'baseline',
    summary: 'prove each claim of an operational baseline',
    load: async () => (await import('./baseline.ts')).baseline,
  },
  {
    name: 'config',
    summary: 'show the settings in force and where they come from',
    load: async () => (await import('./config.ts')).config,
  },
  {
    name: 'auth',
    summary: 'sign in to a server and out; tokens for programs',
    load: async () => (await import('./auth.ts')).auth,
  },
  {
    name: 'audit',
    summary: 'who did what at a server, and whether its record is what was written',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'help',
    summary: 'explain a command, a topic or a finding code',
    load: async () => (await import('./help.ts')).help,
  },
]
