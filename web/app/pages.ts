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
]

export const NAVIGATION: readonly NavigationGroup[] = [
  { label: 'Respond', entries: [{ to: '/', label: 'My shift', letter: 'h', icon: 'shift', isMain: true }] },
]
