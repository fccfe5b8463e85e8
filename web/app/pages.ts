/** Every page: its address, where it stands in the navigation, and the code it is made of, loaded when it is opened. */
import { type ComponentType, lazy } from 'react'

export interface PageProps {
  readonly params: Readonly<Record<string, string>>
}

export interface PageEntry {
  readonly path: string
  readonly title: string
  readonly Page: ComponentType<PageProps>
}

/** Where it stands in the navigation. Monitors, SLOs, status, postmortems and drills come into the groups that are there. */
export interface NavigationEntry {
  readonly to: string
  readonly label: string
  /** `g`, then this letter. */
  readonly letter: string
  readonly icon: string
  /** On a phone: one of the few at the bottom. */
  readonly isMain?: boolean
}

export interface NavigationGroup {
  readonly label: string
  readonly entries: readonly NavigationEntry[]
}

const page = (path: string, title: string, load: () => Promise<ComponentType<PageProps>>): PageEntry => ({
  ...{ path, title },
  Page: lazy(async () => ({ default: await load() })),
})

export const PAGES: readonly PageEntry[] = [
  page('/', 'My shift', async () => (await import('../features/shift/shift-page.tsx')).ShiftPage),
  page('/alerts', 'Alerts', async () => (await import('../features/alert/alerts-page.tsx')).AlertsPage),
  page('/alerts/:alert', 'Alert', async () => (await import('../features/alert/alert-page.tsx')).AlertPage),
  page('/silences', 'Silences', async () => (await import('../features/silence/silences-page.tsx')).SilencesPage),
  page(
    '/silences/new',
    'New silence',
    async () => (await import('../features/silence/new-silence-page.tsx')).NewSilencePage,
  ),
  page('/incidents', 'Incidents', async () => (await import('../features/incident/incidents-page.tsx')).IncidentsPage),
  page(
    '/incidents/new',
    'Declare an incident',
    async () => (await import('../features/incident/declare-page.tsx')).DeclarePage,
  ),
  page(
    '/incidents/:incident',
    'Incident',
    async () => (await import('../features/incident/incident-page.tsx')).IncidentPage,
  ),
  page('/runbooks', 'Runbooks', async () => (await import('../features/runbook/runbooks-page.tsx')).RunbooksPage),
  page('/runbooks/*', 'Runbook', async () => (await import('../features/runbook/runbook-page.tsx')).RunbookPage),
  page('/plan', 'Plan', async () => (await import('../features/run/plan-page.tsx')).PlanPage),
  page('/runs', 'Runs', async () => (await import('../features/run/runs-page.tsx')).RunsPage),
  page('/runs/:run', 'Run', async () => (await import('../features/run/run-page.tsx')).RunPage),
  page('/approvals', 'Approvals', async () => (await import('../features/run/approvals-page.tsx')).ApprovalsPage),
  page('/readiness', 'Readiness', async () => (await import('../features/readiness/readiness-page.tsx')).ReadinessPage),
  page('/people', 'People', async () => (await import('../features/people/people-page.tsx')).PeoplePage),
  page('/integrations', 'Integrations', async () => {
    return (await import('../features/integration/integrations-page.tsx')).IntegrationsPage
  }),
  page('/runners', 'Runners', async () => (await import('../features/runner/runners-page.tsx')).RunnersPage),
  page('/audit', 'Audit', async () => (await import('../features/audit/audit-page.tsx')).AuditPage),
  page('/doctor', 'Doctor', async () => (await import('../features/doctor/doctor-page.tsx')).DoctorPage),
  page('/settings', 'Settings', async () => (await import('../features/settings/settings-page.tsx')).SettingsPage),
]

export const NAVIGATION: readonly NavigationGroup[] = [
  {
    label: 'Respond',
    entries: [
      { to: '/', label: 'My shift', letter: 'h', icon: 'shift', isMain: true },
      { to: '/alerts', label: 'Alerts', letter: 'a', icon: 'alert', isMain: true },
      { to: '/incidents', label: 'Incidents', letter: 'i', icon: 'incident', isMain: true },
      { to: '/silences', label: 'Silences', letter: 'q', icon: 'silence' },
    ],
  },
  {
    label: 'Run',
    entries: [
      { to: '/runbooks', label: 'Runbooks', letter: 'b', icon: 'runbook', isMain: true },
      { to: '/runs', label: 'Runs', letter: 'r', icon: 'run' },
      { to: '/approvals', label: 'Approvals', letter: 'v', icon: 'approval' },
      { to: '/readiness', label: 'Readiness', letter: 'y', icon: 'readiness' },
    ],
  },
  {
    label: 'Look after',
    entries: [
      { to: '/people', label: 'People', letter: 'p', icon: 'people' },
      { to: '/integrations', label: 'Integrations', letter: 'n', icon: 'integration' },
      { to: '/runners', label: 'Runners', letter: 'x', icon: 'runner' },
      { to: '/audit', label: 'Audit', letter: 'u', icon: 'audit' },
      { to: '/doctor', label: 'Doctor', letter: 'd', icon: 'doctor' },
      { to: '/settings', label: 'Settings', letter: 's', icon: 'settings' },
    ],
  },
]
