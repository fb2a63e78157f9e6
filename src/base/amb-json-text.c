/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at what stands outside strings: brackets are counted, numbers are copied with care. */
#include "amb-json-text.h"

#include <string.h>

enum
{
  MAX_DEPTH = 32, /* json-glib 1.6 recurses without a limit */
};

/* json-glib makes -1 of a number over 64 bits, and a negative one of a number over 63. */
static gboolean
is_wide (const char *digits, gsize n)
{
  static const char largest[] = "9223372036854775807";
  const gsize most = strlen (largest);
  return n > most || (n == most && strncmp (digits, largest, n) > 0);
}

/* Copies the digits that json begins with; how many. */
static gsize
add_digits (GString *text, const char *json, gsize length)
{
  gsize n = 0;
  while (n < length && g_ascii_isdigit (json[n]))
    n++;
  g_string_append_len (text, json, (gssize) n);
  return n;
}

static gboolean
is_any (const char *json, gsize length, gsize at, const char *chars)
{
  return at < length && json[at] != '\0' && strchr (chars, json[at]) != NULL;
}

/* Copies the number that json begins with; how long it is. What json-glib does not read is left
 * out: the plus of an exponent, and the fraction that it writes behind one itself (1e+20.0). */
static gsize
add_number (GString *text, const char *json, gsize length)
{
  gsize n = add_digits (text, json, length);
  if (is_any (json, length, n, "."))
    {
      g_string_append_c (text, json[n++]);
      n += add_digits (text, json + n, length - n);
    }
  else if (is_any (json, length, n, "eE") || is_wide (json, n))
    g_string_append (text, ".0");
  if (!is_any (json, length, n, "eE"))
    return n;
  g_string_append_c (text, json[n++]);
  if (is_any (json, length, n, "+"))
    n++;
  else if (is_any (json, length, n, "-"))
    g_string_append_c (text, json[n++]);
  n += add_digits (text, json + n, length - n);
  return is_any (json, length, n, ".") && is_any (json, length, n + 1, "0") ? n + 2 : n;
}

char *
amb_json_prepare (const char *json, gsize length)
{
  GString *text = g_string_sized_new (length + 1);
  gboolean in_string = FALSE;
  int depth = 0;
  for (gsize i = 0; i < length && depth <= MAX_DEPTH;)
    {
      const char c = json[i];
      if (!in_string && g_ascii_isdigit (c))
        {
          i += add_number (text, json + i, length - i);
          continue;
        }
      if (in_string && c == '\\' && i + 1 < length)
        g_string_append_c (text, json[i++]); /* what follows ends no string */
      else if (c == '"')
        in_string = !in_string;
      else if (!in_string && (c == '{' || c == '['))
        depth++;
      else if (!in_string && (c == '}' || c == ']'))
        depth--;
      g_string_append_c (text, json[i++]);
    }
  return g_string_free (text, depth > MAX_DEPTH);
}
