type Issue = { readonly path: readonly PropertyKey[]; readonly code: string; readonly maximum?: number | bigint }

/** What a form says of each field that its schema does not take: where, and what to do. */
export function formFaults(issues: readonly Issue[]): { path: string; message: string }[] {
  return issues.map(({ path: parts, code, maximum }) => {
    const path = parts.map(String).join('.')
    if (code === 'too_big' && maximum !== undefined) return { path, message: `At most ${maximum} characters.` }
    if (path === 'address.country') return { path, message: 'Two letters, such as DE.' }
    if (path === 'series') return { path, message: 'Letters, digits, / _ . and - only.' }
    return { path, message: 'Look at this again.' }
  })
}
