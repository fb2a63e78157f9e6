/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails and facts, file after file; nothing of one is left when the next comes. */
#include "amb-service.h"

#include "amb-error.h"
#include "amb-message.h"
#include "amb-photo-facts.h"
#include "amb-photo-light.h"
#include "amb-reporter.h"
#include "amb-resize.h"
#include "amb-thumbnail.h"

#define DEFAULT_EDGE 256
#define MAX_FACT_BYTES 128

typedef struct
{
  AmbWorker *worker;
} AmbProbeService;

/* One file. */
typedef struct
{
  guint64 job;
  guint64 max_pixels;
  guint edge;
  gboolean light;
  AmbMemory control, thumbnail;
  AmbSourcePhoto *photo;
} Probe;

static void
probe_clear (Probe *self)
{
  g_clear_pointer (&self->photo, amb_source_photo_free);
  amb_memory_unmap (&self->control);
  amb_memory_unmap (&self->thumbnail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Probe, probe_clear)

static gpointer
start (AmbWorker *worker, GError **error)
{
  AmbProbeService *self = g_new0 (AmbProbeService, 1);

  self->worker = worker;
  return self;
}

static gboolean
open_probe (Probe *self, AmbMessage *message, GError **error)
{
  g_autoptr (GVariant) options = NULL;

  self->edge = DEFAULT_EDGE;
  g_variant_get (message->body, "(t@a{sv})", &self->job, &options);
  g_variant_lookup (options, "max-pixels", "t", &self->max_pixels);
  g_variant_lookup (options, "edge", "u", &self->edge);
  g_variant_lookup (options, "light", "b", &self->light);
  if (!amb_control_map (&self->control, message->fds[1], error)
      || (self->edge > 0
          && !amb_memory_map (&self->thumbnail, message->fds[2],
                              (gsize) self->edge * self->edge * 4, TRUE, error)))
    return FALSE;
  self->photo = amb_source_photo_open (g_steal_fd (&message->fds[0]), self->max_pixels, error);
  return self->photo != NULL;
}

static gboolean
make_thumbnail (Probe *self, AmbWorker *worker, GVariantDict *info, GError **error)
{
  g_autoptr (AmbRecipe) untouched = amb_recipe_new ();
  g_autoptr (AmbDecoded) decoded = NULL;
  AmbReporter reporter
      = { .worker = worker, .control = &self->control, .job = self->job, .to = 1000 };
  AmbResize resize = { .mode = AMB_RESIZE_LONG, .width = self->edge };
  AmbGeometry geometry;
  guint width, height, reduction;

  amb_source_photo_init_geometry (self->photo, untouched, AMB_GEOMETRY_DEFAULT, &geometry);
  amb_resize_apply (&resize, (guint) geometry.crop.width, (guint) geometry.crop.height, &width,
                    &height);
  reduction = amb_source_photo_reduction (self->photo, &geometry, width, height, TRUE);
  decoded = amb_source_photo_decode (self->photo, reduction, amb_reporter_check, &reporter, error);
  if (decoded == NULL
      || !amb_thumbnail_to_rgba (decoded, &geometry, width, height, self->thumbnail.data, error))
    return FALSE;
  g_variant_dict_insert (info, "thumb-width", "u", width);
  g_variant_dict_insert (info, "thumb-height", "u", height);
  g_variant_dict_insert (info, AMB_INFO_INCOMPLETE, "b", !decoded->complete);
  return TRUE;
}

static gboolean
add_light (Probe *self, AmbWorker *worker, GVariantDict *info, GError **error)
{
  AmbReporter reporter
      = { .worker = worker, .control = &self->control, .job = self->job, .to = 1000 };
  g_autoptr (AmbRecipe) light = amb_photo_light_find (self->photo, NULL, &reporter, error);
  g_autoptr (GVariant) values = light != NULL ? amb_recipe_to_variant (light) : NULL;

  if (values != NULL)
    g_variant_dict_insert_value (info, AMB_INFO_LIGHT, values);
  return values != NULL;
}

static void
add_text (GVariantDict *info, const char *key, const char *text)
{
  g_autofree char *clean = text != NULL ? amb_worker_clean_text (text, MAX_FACT_BYTES) : NULL;

  if (clean != NULL && *clean != '\0')
    g_variant_dict_insert (info, key, "s", clean);
}

static void
add_facts (const AmbSourcePhoto *photo, GVariantDict *dict)
{
  const AmbImageInfo *info = photo->info;
  g_auto (AmbPhotoFacts) facts = { NULL };
  guint extras = info->extras | (amb_metadata_has_gain_map (info->xmp) ? AMB_IMAGE_GAIN_MAP : 0);

  amb_photo_facts_read (&facts, info->exif);
  g_variant_dict_insert (dict, AMB_INFO_EXTRAS, "u", extras);
  if (info->coarseness > 0)
    g_variant_dict_insert (dict, AMB_INFO_COARSENESS, "u", info->coarseness);
  add_text (dict, AMB_INFO_TAKEN, facts.taken);
  add_text (dict, AMB_INFO_CAMERA, facts.camera);
  add_text (dict, AMB_INFO_LENS, facts.lens);
  if (facts.iso > 0)
    g_variant_dict_insert (dict, AMB_INFO_ISO, "u", facts.iso);
}

static void
run_probe (AmbProbeService *self, AmbMessage *message)
{
  g_auto (Probe) probe = { 0 };
  g_auto (GVariantDict) info = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;

  if (open_probe (&probe, message, &error)
      && (probe.edge == 0 || make_thumbnail (&probe, self->worker, &info, &error))
      && (!probe.light || add_light (&probe, self->worker, &info, &error)))
    {
      amb_source_photo_describe (probe.photo, &info);
      add_facts (probe.photo, &info);
      amb_worker_send (self->worker, AMB_MESSAGE_PROBED,
                       g_variant_new ("(t@a{sv})", probe.job, g_variant_dict_end (&info)));
    }
  else
    amb_worker_send_failed (self->worker, probe.job, error);
}

static gboolean
receive (gpointer service, AmbMessage *message)
{
  switch (message->kind)
    {
    case AMB_MESSAGE_PROBE:
      run_probe (service, message);
      return TRUE;
    case AMB_MESSAGE_CLOSE:
      return TRUE; /* nothing is kept */
    default:
      return FALSE;
    }
}

const AmbService amb_service_probe = {
  .name = "probe",
  .limits = { .oom_score_adj = 700 },
  .start = start,
  .receive = receive,
};
