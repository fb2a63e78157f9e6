/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of parameters: into their range, to text for people and back. */
#include "amb-operations.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

/* How a unit is shown: value * factor, then the suffix. */
static const struct
{
  const char *suffix;
  double factor;
} units[] = {
  [AMB_UNIT_NONE] = { "", 1 },         [AMB_UNIT_EV] = { " EV", 1 },
  [AMB_UNIT_KELVIN] = { " K", 1 },     [AMB_UNIT_PERCENT] = { " %", 1 },
  [AMB_UNIT_DEGREES] = { "°", 1 },     [AMB_UNIT_LONG_EDGE] = { " %", 100 },
  [AMB_UNIT_FRACTION] = { " %", 100 },
};

static double
wrap (double value, double minimum, double maximum)
{
  double period = maximum - minimum + 1;
  return value - period * floor ((value - minimum) / period);
}

double
amb_param_clamp (const AmbParam *param, double value, gboolean *changed)
{
  double result = isnan (value) ? param->neutral : value;
  if (param->type == AMB_PARAM_BOOLEAN)
    result = result != 0;
  else if (param->type == AMB_PARAM_INTEGER && isfinite (result))
    result = round (result);

  if (param->flags & AMB_PARAM_WRAPS && isfinite (result))
    result = wrap (result, param->minimum, param->maximum);
  result = CLAMP (result, param->minimum, param->maximum) + 0.0; /* + 0.0: no negative zero */
  if (changed != NULL)
    *changed = result != value;
  return result;
}

/* A range on both sides of zero shows which side the value is on. */
static gboolean
is_signed (const AmbParam *param)
{
  return param->minimum < 0 && param->maximum > 0;
}

char *
amb_param_format (const AmbParam *param, double value)
{
  if (param->type == AMB_PARAM_BOOLEAN)
    return g_strdup (value != 0 ? C_("switch", "On") : C_("switch", "Off"));

  double shown = value * units[param->unit].factor;
  if (fabs (shown) < 0.5 * pow (10, -param->digits))
    return g_strdup_printf ("%.*f%s", param->digits, 0.0, units[param->unit].suffix);
  if (is_signed (param))
    return g_strdup_printf ("%+.*f%s", param->digits, shown, units[param->unit].suffix);
  return g_strdup_printf ("%.*f%s", param->digits, shown, units[param->unit].suffix);
}

/* "6,504" or "6.504" for a parameter shown without decimals: grouping and not a fraction. */
static gboolean
is_grouping (const AmbParam *param, const char *after)
{
  gsize digits = strspn (after, "0123456789");
  return param->digits == 0 && digits == 3 && after[3] != '.' && after[3] != ',';
}

/* Copies the number at the start of text in C notation, decimal point or comma, any minus; returns
 * what follows it. */
static const char *
read_number (const AmbParam *param, const char *text, GString *number)
{
  gboolean has_point = FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (number->len == 0 && (c == '-' || c == 0x2212))
        g_string_append_c (number, '-');
      else if (number->len == 0 && c == '+')
        g_string_append_c (number, '+');
      else if (g_ascii_isdigit (*p))
        g_string_append_c (number, *p);
      else if ((c == '.' || c == ',') && !has_point && is_grouping (param, p + 1))
        continue;
      else if ((c == '.' || c == ',') && !has_point)
        {
          g_string_append_c (number, '.');
          has_point = TRUE;
        }
      else
        return p;
    }
  return text + strlen (text);
}

/* Nothing, or the unit, with or without spaces, in any case. */
static gboolean
is_unit (const AmbParam *param, const char *rest)
{
  g_autofree char *given = g_utf8_casefold (rest, -1);
  g_autofree char *own = g_utf8_casefold (units[param->unit].suffix, -1);
  g_strstrip (given);
  return *given == '\0' || strcmp (given, g_strstrip (own)) == 0;
}

static gboolean
parse_number (const AmbParam *param, const char *text, double *value)
{
  g_autoptr (GString) number = g_string_new (NULL);
  const char *rest = read_number (param, text, number);
  char *end;
  double shown = g_ascii_strtod (number->str, &end);

  if (strpbrk (number->str, "0123456789") == NULL || *end != '\0' || !is_unit (param, rest))
    return FALSE;
  *value = shown / units[param->unit].factor;
  return TRUE;
}

static gboolean
parse_boolean (const char *text, double *value)
{
  const char *const on[] = { C_("switch", "On"), "on", "true", "yes", "1" };
  const char *const off[] = { C_("switch", "Off"), "off", "false", "no", "0" };
  g_autofree char *given = g_utf8_casefold (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (on); i++)
    {
      g_autofree char *yes = g_utf8_casefold (on[i], -1);
      g_autofree char *no = g_utf8_casefold (off[i], -1);
      gboolean is_on = strcmp (given, yes) == 0;
      if (!is_on && strcmp (given, no) != 0)
        continue;
      *value = is_on;
      return TRUE;
    }
  return FALSE;
}

/* Spaces of every kind become plain ones, so that they can be stripped. */
static char *
normalise_spaces (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *plain = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (plain, g_unichar_isspace (c) ? ' ' : c);
    }
  return g_strstrip (g_string_free (plain, FALSE));
}

gboolean
amb_param_parse (const AmbParam *param, const char *text, double *value)
{
  g_autofree char *plain = normalise_spaces (text);
  if (param->type == AMB_PARAM_BOOLEAN)
    return parse_boolean (plain, value);
  return parse_number (param, plain, value);
}
