/**
 * better-sqlite3 13 ends the process without a word on Node 20, so the version is asked before it is loaded.
 * @returns why this runtime cannot open a store, or undefined when it can
 */
export function runtimeProblem(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return undefined
  return `Understudy needs Node 22.12 or newer and was started with Node ${version}. Use “npm start”, which brings its own.`
}
