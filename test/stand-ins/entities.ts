const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** Text of HTML or XML as a reader sees it; only the five entities that both know, others stand out. */
export const withoutEntities = (text: string): string =>
  text.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? `?${entity}`)
