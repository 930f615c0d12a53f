import { useEffect } from 'react'
import { useResource, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { DaySection } from './day-section.tsx'
import { Export } from './export.tsx'
import { RecordSection } from './record-section.tsx'
import { WeekSection } from './week-section.tsx'

/** Where the hours went, what the ledger says of them, and how they become a timesheet. */
export function Time() {
  const { timeReport, timeLedger } = useServices()
  const { problem } = useResource(timeLedger.day)
  useEffect(() => {
    document.title = 'Time – Understudy'
    const unwatch = [timeReport.watch(), timeLedger.watch()]
    return () => {
      for (const end of unwatch) end()
    }
  }, [timeReport, timeLedger])

  return (
    <Page>
      <ScreenHeading>Time</ScreenHeading>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      <DaySection />
      <WeekSection />
      <RecordSection />
      <Export />
    </Page>
  )
}
