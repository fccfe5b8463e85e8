/** Tables in an order in which each comes behind those it refers to. */
export interface Reference {
  readonly table: string
  readonly to: string
}

/** Throws when tables refer to each other in a circle: such a schema could not be filled row by row. */
export function tableOrder(tables: readonly string[], references: readonly Reference[]): string[] {
  const waiting = new Map(tables.map((table) => [table, new Set<string>()]))
  for (const { table, to } of references) if (table !== to && waiting.has(to)) waiting.get(table)?.add(to)
  const ordered: string[] = []
  while (waiting.size > 0) {
    const free = [...waiting]
      .filter(([, on]) => on.size === 0)
      .map(([table]) => table)
      .sort()
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${[...waiting.keys()].join(', ')}`)
    for (const table of free) {
      waiting.delete(table)
      for (const on of waiting.values()) on.delete(table)
      ordered.push(table)
    }
  }
  return ordered
}
