/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for the declarations' numbers, and nothing that the declarations do not say. */
#include "amb-cli-list.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "amb-codec.h"
#include "amb-export-presets.h"
#include "amb-json-line.h"
#include "amb-operations.h"
#include "amb-setting-value.h"

static const char *const kind_words[] = {
  [AMB_OP_GEOMETRY] = "geometry",
  [AMB_OP_POINT] = "point",
  [AMB_OP_AREA] = "area",
  [AMB_OP_LOCAL] = "local",
};

static const char *const type_words[] = {
  [AMB_PARAM_NUMBER] = "number", [AMB_PARAM_INTEGER] = "integer", [AMB_PARAM_BOOLEAN] = "boolean",
  [AMB_PARAM_CURVE] = "curve",   [AMB_PARAM_FILE] = "file",
};

static const char *const unit_words[] = {
  [AMB_UNIT_NONE] = "",           [AMB_UNIT_EV] = "EV",
  [AMB_UNIT_KELVIN] = "K",        [AMB_UNIT_PERCENT] = "%",
  [AMB_UNIT_DEGREES] = "degrees", [AMB_UNIT_LONG_EDGE] = "long edges",
  [AMB_UNIT_FRACTION] = "frames",
};

static const char *const scale_words[] = {
  [AMB_SCALE_LINEAR] = "linear",
  [AMB_SCALE_LOG] = "logarithmic",
};

static void
append_number (GString *text, const char *id, const AmbParam *param)
{
  const char *unit = unit_words[param->unit];
  g_string_append_printf (text, "  %-28s %.10g..%.10g%s%s, ", id, param->minimum, param->maximum,
                          *unit != '\0' ? " " : "", unit);
  g_string_append_printf (text, _("default %.10g"), param->neutral);
}

static void
append_curve (GString *text, const char *id)
{
  g_autofree char *straight = amb_spline_to_text (&amb_spline_identity);
  g_string_append_printf (text, "  %-28s ", id);
  g_string_append_printf (text, _("points x,y from left to right, default “%s”"), straight);
}

static void
append_param (GString *text, const AmbOperation *op, const AmbParam *param)
{
  g_autofree char *id = amb_operation_param_id (op, param);
  if (param->type == AMB_PARAM_CURVE)
    append_curve (text, id);
  else if (param->type == AMB_PARAM_FILE)
    g_string_append_printf (text, "  %-28s %s", id, _("a file’s path, default none"));
  else
    append_number (text, id, param);
  g_string_append_printf (text, "\n      %s\n",
                          param->help != NULL ? _(param->help) : _(param->title));
}

char *
amb_cli_list_operations_text (void)
{
  GString *text = g_string_new (NULL);
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    {
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text, "%s (%s, %s)\n", _((*op)->title), (*op)->id,
                              amb_section_title ((*op)->section));
      for (guint i = 0; i < (*op)->n_params; i++)
        append_param (text, *op, &(*op)->params[i]);
    }
  return g_string_free (text, FALSE);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_default (JsonBuilder *builder, const AmbParam *param)
{
  if (param->type == AMB_PARAM_FILE)
    {
      amb_json_put_text (builder, "default", "");
      return;
    }
  if (param->type != AMB_PARAM_CURVE)
    {
      add_number (builder, "default", param->neutral);
      return;
    }
  g_autoptr (GVariant) points = g_variant_ref_sink (amb_spline_to_variant (&amb_spline_identity));
  json_builder_set_member_name (builder, "default");
  json_builder_add_value (builder, json_gvariant_serialize (points));
}

static void
add_param (JsonBuilder *builder, const AmbOperation *op, const AmbParam *param)
{
  g_autofree char *id = amb_operation_param_id (op, param);
  json_builder_begin_object (builder);
  amb_json_put_text (builder, "id", id);
  amb_json_put_text (builder, "title", _(param->title));
  amb_json_put_text (builder, "type", type_words[param->type]);
  add_number (builder, "minimum", param->minimum);
  add_number (builder, "maximum", param->maximum);
  add_default (builder, param);
  add_number (builder, "step", param->step);
  amb_json_put_text (builder, "unit", unit_words[param->unit]);
  amb_json_put_text (builder, "scale", scale_words[param->scale]);
  amb_json_put_text (builder, "help", param->help != NULL ? _(param->help) : "");
  json_builder_end_object (builder);
}

static void
add_operation (JsonBuilder *builder, const AmbOperation *op)
{
  json_builder_begin_object (builder);
  amb_json_put_text (builder, "id", op->id);
  amb_json_put_text (builder, "title", _(op->title));
  amb_json_put_text (builder, "section", amb_section_title (op->section));
  amb_json_put_text (builder, "kind", kind_words[op->kind]);
  amb_json_put_text (builder, "help", op->help != NULL ? _(op->help) : "");
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_array (builder);
  for (guint i = 0; i < op->n_params; i++)
    add_param (builder, op, &op->params[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

char *
amb_cli_list_operations_json (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (const AmbOperation *const *op = amb_operations_list (); *op != NULL; op++)
    add_operation (builder, *op);
  json_builder_end_array (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = json_to_string (root, TRUE);
  return g_strconcat (json, "\n", NULL);
}

char *
amb_cli_list_formats (void)
{
  GString *text = g_string_new (NULL);
  for (const AmbCodec *const *codec = amb_codecs_list (); *codec != NULL; codec++)
    {
      gboolean writes = ((*codec)->flags & AMB_CODEC_WRITES) != 0;
      g_autofree char *extensions = g_strjoinv (" ", (char **) (*codec)->extensions);
      g_string_append_printf (text, "%-8s %-12s %-24s %s\n", (*codec)->name,
                              writes ? "reads writes" : "reads", extensions, (*codec)->title);
    }
  return g_string_free (text, FALSE);
}

/* The outputs of a preset as one line of settings each, a preset behind its name. */
static void
append_preset (GString *text, AmbExportPreset *preset)
{
  GVariant *outputs = amb_export_preset_get_outputs (preset);
  const char *name = amb_export_preset_get_name (preset);
  const char *title = amb_export_preset_get_title (preset);
  g_string_append (text, name);
  if (strcmp (name, title) != 0)
    g_string_append_printf (text, " (%s)", title);
  g_string_append_c (text, '\n');
  for (gsize i = 0; i < g_variant_n_children (outputs); i++)
    {
      g_autoptr (GVariant) output = g_variant_get_child_value (outputs, i);
      const AmbExportKey *key;
      g_string_append (text, "   ");
      for (guint k = 0; (key = amb_export_settings_key (k)) != NULL; k++)
        {
          g_autoptr (GVariant) value = g_variant_lookup_value (output, key->name, NULL);
          g_autofree char *shown = value != NULL ? amb_setting_shown (value) : NULL;
          if (shown != NULL && strcmp (key->name, "recipe") != 0)
            g_string_append_printf (text, " %s=%s", key->name, shown);
        }
      g_string_append_c (text, '\n');
    }
}

char *
amb_cli_list_presets (gboolean json)
{
  g_autoptr (AmbExportPresets) presets = amb_export_presets_new (NULL);
  GString *text = g_string_new (json ? "[" : NULL);
  guint n;
  amb_export_presets_load (presets, NULL);
  n = g_list_model_get_n_items (G_LIST_MODEL (presets));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AmbExportPreset) preset = g_list_model_get_item (G_LIST_MODEL (presets), i);
      g_autofree char *object = json ? g_strchomp (amb_export_preset_to_json (preset)) : NULL;
      if (json)
        g_string_append_printf (text, "%s\n%s", i > 0 ? "," : "", object);
      else
        append_preset (text, preset);
    }
  if (json)
    g_string_append (text, "\n]\n");
  return g_string_free (text, FALSE);
}
