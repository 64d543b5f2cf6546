/** A calendar built from month lengths. */
export interface CalendarDay {
  text: string;
  /** From 0. */
  index: number;
  year: number;
  month: number;
  day: number;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  isLastOfMonth: boolean;
  /** 1 for the first of its weekday in its month, up to 5. */
  nth: number;
  isLastOfItsWeekday: boolean;
}

/** 1996 to 2124, which has century years with and without a leap day. 1 January 1996 was a Monday. */
export const CALENDAR: readonly CalendarDay[] = daysOfYears(1996, 2124);

const BY_TEXT = new Map(CALENDAR.map((day) => [day.text, day]));

export function dayOf(text: string): CalendarDay {
  const day = BY_TEXT.get(text);
  if (day === undefined) throw new Error(`Not in this calendar: ${text}`);
  return day;
}

function daysOfYears(firstYear: number, lastYear: number): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (const [index, length] of lengths.entries()) {
      for (let day = 1; day <= length; day += 1) {
        const at = days.length;
        days.push({
          text: [year, two(index + 1), two(day)].join("-"),
          index: at,
          year,
          month: index + 1,
          day,
          weekday: (at % 7) + 1,
          isLastOfMonth: day === length,
          nth: Math.floor((day - 1) / 7) + 1,
          isLastOfItsWeekday: day + 7 > length,
        });
      }
    }
  }
  return days;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
