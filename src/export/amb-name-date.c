/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per letter. strftime itself would ask the locale. */
#include "amb-name-date.h"

#include <stdio.h>
#include <glib/gi18n-lib.h>
#include "amb-error.h"

#define MOMENT "%Y-%m-%d %H:%M:%S"

typedef struct
{
  guint year, month, day, hour, minute, second;
} Moment;

static guint
get_year (const Moment *moment)
{
  return moment->year;
}

static guint
get_short_year (const Moment *moment)
{
  return moment->year % 100;
}

static guint
get_month (const Moment *moment)
{
  return moment->month;
}

static guint
get_day (const Moment *moment)
{
  return moment->day;
}

static guint
get_day_of_year (const Moment *moment)
{
  g_autoptr (GDate) date = g_date_new_dmy ((GDateDay) moment->day, (GDateMonth) moment->month,
                                           (GDateYear) moment->year);
  return g_date_get_day_of_year (date);
}

static guint
get_hour (const Moment *moment)
{
  return moment->hour;
}

static guint
get_minute (const Moment *moment)
{
  return moment->minute;
}

static guint
get_second (const Moment *moment)
{
  return moment->second;
}

static const struct
{
  char letter;
  int digits;
  guint (*get) (const Moment *moment);
} letters[] = {
  { 'Y', 4, get_year },   { 'y', 2, get_short_year },  { 'm', 2, get_month },
  { 'd', 2, get_day },    { 'j', 3, get_day_of_year }, { 'H', 2, get_hour },
  { 'M', 2, get_minute }, { 'S', 2, get_second },
};

static int
find_letter (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i].letter == letter)
      return (int) i;
  return -1;
}

static gboolean
fail_letter (GError **error, const char *at, gsize left)
{
  g_autoptr (GString) known = g_string_new (NULL);
  g_autofree char *raw = g_strndup (at, MIN (left, 2));
  g_autofree char *given = g_filename_display_name (raw);
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    g_string_append_printf (known, "%%%c ", letters[i].letter);
  g_set_error (error, AMB_ERROR, AMB_ERROR_SETTINGS,
               _("A date in a name has no “%s”; it can have %s and %s."), given,
               g_strchomp (known->str), "%%");
  return FALSE;
}

gboolean
amb_name_date_check (const char *format, gsize length, GError **error)
{
  for (gsize i = 0; i < length; i++)
    if (format[i] == '%')
      {
        if (i + 1 >= length || (format[i + 1] != '%' && find_letter (format[i + 1]) < 0))
          return fail_letter (error, format + i, length - i);
        i++;
      }
  return TRUE;
}

gboolean
amb_name_date_is_valid (const char *taken)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (taken, zone);
  g_autofree char *same = moment != NULL ? g_date_time_format (moment, MOMENT) : NULL;
  return g_strcmp0 (same, taken) == 0;
}

void
amb_name_date_append (GString *name, const char *format, gsize length, const char *taken)
{
  Moment moment = { 1970, 1, 1, 0, 0, 0 };
  sscanf (taken, "%4u-%2u-%2u %2u:%2u:%2u", &moment.year, &moment.month, &moment.day, &moment.hour,
          &moment.minute, &moment.second);
  for (gsize i = 0; i < length; i++)
    {
      int letter = format[i] == '%' && i + 1 < length ? find_letter (format[i + 1]) : -1;
      if (letter >= 0)
        g_string_append_printf (name, "%0*u", letters[letter].digits,
                                letters[letter].get (&moment));
      else
        g_string_append_c (name, format[i]);
      i += format[i] == '%';
    }
}

char *
amb_name_date_from_unix (gint64 seconds)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (seconds);
  return moment != NULL ? g_date_time_format (moment, MOMENT) : NULL;
}
