"""Makes what diffusers' schedulers make of given answers of a model.

Run once, in this folder, in the environment of make.py: python schedules.py
An answer at step i is 0.3 x + sin(0.9 i + 0.37 k), of what the model is asked about; the jth noise is
cos(1.3 j + 0.7 k).
"""

import inspect, json, os

import diffusers
import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, LCMScheduler, PNDMScheduler

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
N = 6
KINDS = {"ddim": DDIMScheduler, "pndm": PNDMScheduler, "euler": EulerDiscreteScheduler, "euler-ancestral": EulerAncestralDiscreteScheduler,
         "dpm++": DPMSolverMultistepScheduler, "lcm": LCMScheduler}
SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "steps_offset": 1,
      "set_alpha_to_one": False, "clip_sample": False}
drawn = 0


def noise():
    global drawn
    drawn += 1
    return torch.cos(1.3 * (drawn - 1) + 0.7 * torch.arange(N, dtype=torch.float32)).reshape(1, 1, 1, N)


def randn(shape, generator=None, device=None, dtype=None, layout=None):
    return noise()


for m in (diffusers.schedulers.scheduling_ddim, diffusers.schedulers.scheduling_euler_discrete, diffusers.schedulers.scheduling_euler_ancestral_discrete,
          diffusers.schedulers.scheduling_dpmsolver_multistep, diffusers.schedulers.scheduling_lcm):
    m.randn_tensor = randn

common = [dict(SD), {**SD, "prediction_type": "v_prediction"}, {**SD, "timestep_spacing": "leading"}, {**SD, "timestep_spacing": "linspace"},
          {**SD, "timestep_spacing": "trailing", "steps_offset": 0}, {"beta_schedule": "linear"}, {"beta_schedule": "squaredcos_cap_v2", "num_train_timesteps": 500},
          {**SD, "prediction_type": "v_prediction", "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}]
own = {
    "ddim": [{**SD, "set_alpha_to_one": True}, {**SD, "clip_sample": True, "clip_sample_range": 1.5}, {**SD, "prediction_type": "sample"}],
    "pndm": [{**SD, "skip_prk_steps": True, "set_alpha_to_one": True}],
    "euler": [{**SD, "use_karras_sigmas": True}, {**SD, "use_karras_sigmas": True, "timestep_spacing": "leading"}, {**SD, "prediction_type": "sample"},
              {**SD, "final_sigmas_type": "sigma_min"}],
    "euler-ancestral": [],
    "dpm++": [{**SD, "use_karras_sigmas": True}, {**SD, "use_karras_sigmas": True, "beta_schedule": "linear"}, {**SD, "solver_order": 1},
              {**SD, "solver_type": "heun"}, {**SD, "euler_at_final": True}, {**SD, "final_sigmas_type": "sigma_min", "lower_order_final": False},
              {**SD, "prediction_type": "sample"}],
    "lcm": [{**SD, "clip_sample": True}, {**SD, "original_inference_steps": 100, "timestep_scaling": 5.0}, {**SD, "prediction_type": "sample"}],
}
cases = []


def add(kind, config, steps, strength=None):
    global drawn
    drawn = 0
    config = dict(config)
    if kind == "pndm":
        config["skip_prk_steps"] = True
        config.pop("clip_sample", None)
        config.pop("rescale_betas_zero_snr", None)
    s = KINDS[kind](**{k: v for k, v in config.items() if k in inspect.signature(KINDS[kind].__init__).parameters})
    if kind == "lcm" and strength:
        s.set_timesteps(steps, strength=strength)
    else:
        s.set_timesteps(steps)
    times, first = s.timesteps, 0
    x = noise() * s.init_noise_sigma
    noisy = None
    if hasattr(s, "set_begin_index"):
        s.set_begin_index(0)  # of times that are equal diffusers would take the second, and run out of them
    if strength and kind != "lcm":
        first = max(steps - min(int(steps * strength), steps), 0)
        times = times[first:]
        if hasattr(s, "set_begin_index"):
            s.set_begin_index(first)
    if strength:
        x = s.add_noise(0.5 * noise(), noise(), times[:1])
        noisy = x.flatten().tolist()
    c = {"kind": kind, "config": {"_class_name": KINDS[kind].__name__, **config}, "steps": steps, "begin": float(s.init_noise_sigma), "times": [float(t) for t in s.timesteps],
         "first": first, "x": []}
    if strength:
        c["strength"], c["noisy"] = strength, noisy
    for i, t in enumerate(times):
        scaled = s.scale_model_input(x, t)
        out = 0.3 * scaled + torch.sin(0.9 * i + 0.37 * torch.arange(N, dtype=torch.float32)).reshape(1, 1, 1, N)
        kw = {"generator": None} if kind in ("euler-ancestral", "lcm", "euler", "dpm++") else {}
        x = s.step(out, t, x, return_dict=False, **kw)[0]
        c["x"].append([round(v, 6) for v in x.flatten().tolist()])
    cases.append(c)


for kind in KINDS:
    for config in common + own[kind]:
        if kind in ("pndm", "euler-ancestral") and config.get("prediction_type") == "sample":
            continue
        add(kind, config, 7 if kind != "lcm" else 4)
    add(kind, SD, 20)
    add(kind, SD, 1)
    add(kind, SD, 2)
    add(kind, SD, 10 if kind != "lcm" else 4, strength=0.6)
json.dump(cases, open(os.path.join(OUT, "schedules.json"), "w"), separators=(",", ":"))

g = torch.Generator("cpu").manual_seed(42)
draws = [{"seed": 42, "n": n, "values": torch.randn(n, generator=g).tolist()} for n in (16, 40, 256)]
long = torch.randn(1000, generator=torch.Generator("cpu").manual_seed(4294967295)).tolist()
draws.append({"seed": 4294967295, "n": 1000, "values": long[:8] + long[-8:]})
json.dump(draws, open(os.path.join(OUT, "noise.json"), "w"), separators=(",", ":"))
print(len(cases), "cases")
