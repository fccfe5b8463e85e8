import { goWith, useQueryPart } from '../app/place.ts'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly count?: number | undefined
}

/** Parts of a page, one at a time; which one stands in the address. */
export function Tabs({ tabs, name = 'tab', label }: { tabs: readonly Tab[]; name?: string; label: string }) {
  const chosen = useTab(tabs, name)
  const move = (by: number) => {
    const at = tabs.findIndex(({ id }) => id === chosen)
    const next = tabs[(at + by + tabs.length) % tabs.length]!
    choose(next.id)
    document.getElementById(`${name}-${next.id}`)?.focus()
  }
  const choose = (id: string) => goWith({ [name]: id === tabs[0]?.id ? undefined : id })
  return (
    <div role="tablist" aria-label={label} className="tabs">
      {tabs.map(({ id, label: words, count }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${name}-${id}`}
          aria-selected={id === chosen}
          aria-controls={`${name}-panel`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => choose(id)}
          onKeyDown={({ key }) => {
            if (key === 'ArrowRight') move(1)
            if (key === 'ArrowLeft') move(-1)
          }}
        >
          {words}
          {count === undefined ? null : <span className="count">{count}</span>}
        </button>
      ))}
    </div>
  )
}

/** The chosen one; the first where the address says none. */
export const useTab = (tabs: readonly Tab[], name = 'tab'): string => {
  const asked = useQueryPart(name)
  return tabs.some(({ id }) => id === asked) ? asked : (tabs[0]?.id ?? '')
}
