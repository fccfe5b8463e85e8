import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'

export interface VirtualListProps<Item> {
  readonly items: readonly Item[]
  /** Height of every row in CSS pixels. */
  readonly rowPx: number
  readonly keyOf: (item: Item) => string
  readonly row: (item: Item, index: number) => ReactNode
  readonly label: string
  /** The last rows come into sight: ask for more. */
  readonly onEnd?: (() => void) | undefined
}

const BEYOND = 8

/** A list of any length of which only what is in sight exists; it scrolls with the page. Arrow keys walk its links. */
export function VirtualList<Item>({ items, rowPx, keyOf, row, label, onEnd }: VirtualListProps<Item>) {
  const list = useRef<HTMLUListElement>(null)
  const [range, setRange] = useState({ from: 0, to: 40 })
  useLayoutEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0
      const from = Math.max(0, Math.floor(-top / rowPx) - BEYOND)
      const to = Math.min(items.length, Math.ceil((innerHeight - top) / rowPx) + BEYOND)
      setRange((now) => (now.from === from && now.to === to ? now : { from, to }))
      if (to >= items.length) onEnd?.()
    }
    look()
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', look)
    return () => {
      removeEventListener('scroll', look)
      removeEventListener('resize', look)
    }
  }, [items.length, rowPx, onEnd])
  const shown = items.slice(range.from, range.to)
  return (
    <ul
      ref={list}
      className="virtual"
      aria-label={label}
      style={{ paddingTop: range.from * rowPx, paddingBottom: Math.max(0, items.length - range.to) * rowPx }}
      onKeyDown={walk}
    >
      {shown.map((item, index) => (
        <li
          key={keyOf(item)}
          aria-posinset={range.from + index + 1}
          aria-setsize={items.length}
          style={{ height: rowPx }}
        >
          {row(item, range.from + index)}
        </li>
      ))}
    </ul>
  )
}

function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const by = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
  if (by === 0 || event.metaKey || event.ctrlKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[href]')]
  const next = links[links.indexOf(document.activeElement as HTMLElement) + by]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
