import { describe, expect, it } from 'vitest'
import { torture } from './torture.ts'

describe('a desk and a hub that are killed while somebody writes', () => {
  it('lose nothing that was acknowledged and hold nothing twice [D1] [O2]', { timeout: 600_000 }, async () => {
    const seed = Number(process.env['UNDERSTUDY_SEED'] ?? Date.now() % 1_000_000)
    const report = await torture({ ms: 20_000, seed, tasks: 120 }, () => {})
    console.log(`torture: ${JSON.stringify(report)}`)
    expect(report).toMatchObject({ lost: 0, doubled: 0, problems: [] })
    expect(report.kills).toBeGreaterThan(1)
    expect(report.acknowledged).toBeGreaterThan(0)
  })
})
